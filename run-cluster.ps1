# Runs the cluster on this machine: ./run-cluster.ps1 [up|down|status|logs|kill|start|restart|demo] ...   (--help tells more)
$ErrorActionPreference = 'Stop'

$root = $PSScriptRoot
$suffix = if ($env:OS -eq 'Windows_NT') { '.exe' } else { '' }
$program = Join-Path $root "artifacts/bin/FromScratch.Launcher/release/fromscratch-launcher$suffix"
$project = Join-Path $root 'tools/Launcher/FromScratch.Launcher.csproj'
$advice = 'install it from https://dotnet.microsoft.com/download/dotnet/10.0'

if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) {
    [Console]::Error.WriteLine("The .NET SDK 10 is needed: $advice")
    exit 1
}

$changed = $true
if (Test-Path $program) {
    $built = (Get-Item $program).LastWriteTimeUtc
    $sources = 'tools/Launcher', 'tools/Demo', 'src/Routing', 'src/Core', 'Directory.*', 'global.json' |
        ForEach-Object { Join-Path $root $_ }
    $changed = [bool](Get-ChildItem -Path $sources -Recurse -File |
        Where-Object { $_.LastWriteTimeUtc -gt $built } | Select-Object -First 1)
}

if ($changed) {
    if (-not (dotnet --list-sdks | Select-String -Pattern '^10\.' -Quiet)) {
        [Console]::Error.WriteLine("The .NET SDK 10 is needed: $advice")
        exit 1
    }
    $output = dotnet build $project -c Release -v quiet --nologo 2>&1
    if ($LASTEXITCODE -ne 0) {
        $output | ForEach-Object { [Console]::Error.WriteLine($_) }
        exit 1
    }
    (Get-Item $program).LastWriteTimeUtc = [DateTime]::UtcNow
}

& $program @args
exit $LASTEXITCODE
