namespace FromScratch.LoadBalancer.Status;

/// <summary>The constant beginning of the status page: what it may load (nothing), how it looks, and how it renews itself.</summary>
internal static class StatsPageStyle
{
    public static ReadOnlySpan<byte> Head => """
        <!doctype html>
        <html lang=en><head><meta charset=utf-8><title>fromscratch-lb</title>
        <meta name=viewport content="width=device-width, initial-scale=1"><meta name=color-scheme content="light dark">
        <meta http-equiv=Content-Security-Policy
          content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline';
          connect-src 'self'; img-src data:; base-uri 'none'">
        <link rel=icon href="data:,">
        <noscript><meta http-equiv=refresh content=5></noscript>
        <style>
        :root{--bg:#f5f6f8;--card:#fff;--ink:#1d2433;--soft:#69738a;--pale:#b3bac8;--line:#e3e7ee;--head:#fafbfc;--bad:#c62833;
        --up:#12805c;--upb:#ddf4ea;--turning:#8a6100;--turningb:#fdf0cc;--down:#b3202c;--downb:#fde2e3;--ejected:#a3400c;--ejectedb:#fee7d8;
        --drain:#3457b8;--drainb:#e2e9fb;--maint:#6b4aa5;--maintb:#ece5f8;--nocheck:#55607a;--nocheckb:#e8ebf1}
        @media(prefers-color-scheme:dark){:root{--bg:#12151c;--card:#1a1f29;--ink:#e4e8f0;--soft:#98a2b6;--pale:#525c70;--line:#2a3140;
        --head:#1e2430;--bad:#ff7b84;--up:#58d6a4;--upb:#123a2c;--turning:#f0c45a;--turningb:#3d3110;--down:#ff8a91;--downb:#471b20;
        --ejected:#ffa878;--ejectedb:#45260f;--drain:#93b0ff;--drainb:#1e2c52;--maint:#c4a8f7;--maintb:#332650;
        --nocheck:#b1bbcf;--nocheckb:#2b3343}}
        *{box-sizing:border-box}
        body{margin:0;padding:1.25rem clamp(.75rem,2vw,2rem);background:var(--bg);color:var(--ink);
        font:14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif}
        header{display:flex;flex-wrap:wrap;align-items:baseline;justify-content:space-between;gap:.25rem 1.5rem}
        h1{font-size:1.35rem;margin:0;letter-spacing:-.01em}h1 small{font-weight:400;color:var(--soft)}
        header p,footer p{margin:.2rem 0;color:var(--soft)}
        .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(10.5rem,1fr));gap:.75rem;margin:1rem 0}
        .card{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.7rem .9rem;min-width:0}
        .card h2{font-size:.72rem;font-weight:600;margin:0;color:var(--soft);text-transform:uppercase;letter-spacing:.05em}
        .card b{display:block;font-size:1.5rem;line-height:1.3;font-variant-numeric:tabular-nums}
        .card span{color:var(--soft);font-size:.82rem}.card meter{width:100%;height:.5rem;display:block;margin-top:.3rem}
        .alarm{border-color:var(--down)}.alarm b{color:var(--down)}
        section h2{font-size:1.02rem;margin:1.3rem 0 .5rem}section h2 small{font-weight:400;color:var(--soft);font-size:.85rem}
        .scroll{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:.6rem}
        table{border-collapse:collapse;width:100%;font-size:.8rem;font-variant-numeric:tabular-nums;white-space:nowrap}
        th,td{padding:.32rem .38rem;text-align:right;border-bottom:1px solid var(--line)}
        tbody tr:last-child>*{border-bottom:0}
        thead th{font-weight:600;color:var(--soft);font-size:.72rem;background:var(--head)}
        thead tr:first-child th[colspan]{text-align:center;border-left:1px solid var(--line)}
        thead .sub th{font-weight:400;border-bottom:1px solid var(--line)}.g{border-left:1px solid var(--line)}
        .l{text-align:left}tbody th,tfoot th{font-weight:600}
        tbody th[scope=row]{border-left:3px solid transparent}
        tbody th[scope=row],tfoot th{position:sticky;left:0;background:var(--card)}
        tr.up>th{border-left-color:var(--up)!important}tr.turning>th{border-left-color:var(--turning)!important}
        tr.down>th{border-left-color:var(--down)!important}tr.ejected>th{border-left-color:var(--ejected)!important}
        tr.drain>th{border-left-color:var(--drain)!important}tr.maint>th{border-left-color:var(--maint)!important}
        tr.nocheck>th{border-left-color:var(--nocheck)!important}
        tr.down>*,tr.ejected>*{background:color-mix(in srgb,var(--downb) 35%,var(--card))!important}
        tbody tr:hover>*{background:var(--head)}
        tr.route th{font-weight:400;padding-left:1.2rem}tr.route td,tr.route th{color:var(--soft)}tr.route .z{color:var(--pale)}
        tfoot th,tfoot td{border-top:2px solid var(--line);border-bottom:0;background:var(--head);font-weight:600}
        code{font:.78rem ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;color:var(--soft);font-weight:400}
        .z{color:var(--pale);font-weight:400}.bad{color:var(--bad);font-weight:600}
        .tag{font-size:.68rem;font-weight:400;color:var(--soft);border:1px solid var(--line);border-radius:.3rem;padding:0 .3rem}
        .pill{display:inline-block;border-radius:1rem;padding:.05rem .55rem;font-size:.74rem;font-weight:600;white-space:nowrap}
        .pill.up{color:var(--up);background:var(--upb)}.pill.turning{color:var(--turning);background:var(--turningb)}
        .pill.down{color:var(--down);background:var(--downb)}.pill.ejected{color:var(--ejected);background:var(--ejectedb)}
        .pill.drain{color:var(--drain);background:var(--drainb)}.pill.maint{color:var(--maint);background:var(--maintb)}
        .pill.nocheck{color:var(--nocheck);background:var(--nocheckb)}
        footer{margin-top:1.4rem;font-size:.85rem}footer a{color:inherit}
        </style>
        <script>
        setInterval(async()=>{if(document.hidden)return;try{
        const next=new DOMParser().parseFromString(await(await fetch(location.href,{cache:"no-store"})).text(),"text/html");
        const at=[...document.querySelectorAll(".scroll")].map(s=>s.scrollLeft);
        document.body.replaceWith(next.body);
        document.querySelectorAll(".scroll").forEach((s,i)=>s.scrollLeft=at[i]||0);
        document.body.style.opacity=""}catch{document.body.style.opacity=".5"}},5000);
        </script></head><body>
        """u8;
}
