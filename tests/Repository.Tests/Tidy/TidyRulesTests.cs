namespace FromScratch.Repository.Tests.Tidy;

/// <summary>Each tidy rule finds what it is for, so that an empty answer means something.</summary>
public sealed class TidyRulesTests
{
    [Fact]
    public void A_long_file_is_found()
    {
        Assert.Single(TidyRules.Size("a.cs", new string('\n', TidyRules.FileLinesMax)));
        Assert.Empty(TidyRules.Size("a.cs", new string('\n', TidyRules.FileLinesMax - 1)));
    }

    [Theory]
    [InlineData("a.cs")]
    [InlineData("a.md")]
    public void A_wide_line_is_found(string name)
    {
        Assert.Equal([$"{name}:2 is 141 columns wide, more than 140."], TidyRules.Width(name, "x\n" + new string('x', 141)));
        Assert.Empty(TidyRules.Width(name, new string('x', 140) + "\r\n"));
    }

    [Theory]
    [InlineData("| a | ")]
    [InlineData("see https://example.com/")]
    public void A_table_row_and_a_link_may_be_wide_in_a_document_only(string start)
    {
        var line = start + new string('x', TidyRules.LineColumnsMax);
        Assert.Empty(TidyRules.Width("a.md", line));
        Assert.Single(TidyRules.Width("a.cs", line));
    }

    [Fact]
    public void A_link_does_not_excuse_the_text_around_it() =>
        Assert.Single(TidyRules.Width("a.md", "see https://example.com/ " + new string('x', TidyRules.LineColumnsMax)));

    [Fact]
    public void A_long_method_is_found_with_the_line_it_starts_on()
    {
        var body = string.Join('\n', Enumerable.Repeat("        F(\"}\"); // }", TidyRules.MethodLinesMax));
        var text =
            $"class A\n{{\n    int _x = 1;\n\n    void M(int a = 1)\n    {{\n{body}\n    }}\n" +
            "    void N() { if (f()) { } }\n}\n";
        var breach = Assert.Single(TidyRules.Methods("a.cs", text));
        Assert.Equal($"a.cs:5 has a method of {TidyRules.MethodLinesMax + 3} lines, more than {TidyRules.MethodLinesMax}.", breach);
    }

    [Fact]
    public void Members_are_told_from_types_and_initialisers()
    {
        const string Text =
            "class A { int[] x = { F(1) }; int P { get { return 1; } } A(int a) : this() { } " +
            "record B(int C) { void M() { while (f()) { } } } }";
        Assert.Equal(["A(int a) : this()", "void M()"], MethodLengths.Of(Text).Select(member => member.Header));
    }

    [Theory]
    [InlineData("a // {\nb", "a     \nb")]
    [InlineData("a /* { \n } */ b", "a      \n      b")]
    [InlineData("f(\"{\\\"}\") '{' '\\'' \"\"", "f(      )")]
    [InlineData("@\"{\"\"\" $\"{{{x(\"}\")}\" z", "            x(   )   z")]
    public void Comments_and_literals_are_blanked_in_place(string source, string expected)
    {
        var code = CodeText.Blank(source);
        Assert.Equal(source.Length, code.Length);
        Assert.Equal(expected.TrimEnd(), code.TrimEnd());
    }

    [Theory]
    [InlineData("try { } catch { }", 1)]
    [InlineData("try { } catch (IOException e) when (e.X == 1) {\n}", 1)]
    [InlineData("try { } catch (IOException) { /* the peer is gone; the caller counts it */ }", 0)]
    [InlineData("try { } catch { Count(); }", 0)]
    public void A_silent_catch_is_found(string text, int found) => Assert.Equal(found, TidyRules.EmptyCatches("a.cs", text).Count());

    [Theory]
    [InlineData("// TO{0}DO: later")]
    [InlineData("// FIX{0}ME")]
    [InlineData("throw new Not{0}ImplementedException();")]
    public void A_leftover_is_found(string text) => Assert.Single(TidyRules.Leftovers("a.cs", text.Replace("{0}", "")));

    [Theory]
    [InlineData("cd /ro{0}ot/x")]
    [InlineData("\"/wo{0}rk/y\"")]
    [InlineData("C:\\Us{0}ers\\me")]
    public void A_machine_path_is_found(string text) => Assert.Single(TidyRules.MachineTraces("a.md", text.Replace("{0}", "")));

    [Fact]
    public void A_link_to_a_private_host_is_found()
    {
        Assert.Single(TidyRules.ForeignHosts("a.md", "see http" + "://packages.internal.test/x"));
        Assert.Empty(TidyRules.ForeignHosts("a.md", "see https://github.com/memcached/memcached and http://127.0.0.1:9000/metrics"));
    }
}
