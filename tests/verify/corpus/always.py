"""Sites that break what is asked of every site, and good ones of many kinds."""

from tests.verify.corpus.case import Case, linked, page

CDN = "https://cdn.jsdelivr.net/npm"
BACK = page(head='<meta http-equiv="refresh" content="0;url=./">')
TALE = {"tale.html": page(script="nowhere()")}
SHADOW = "document.querySelector('x-t').attachShadow({mode: 'open'}).innerHTML = "
UNHEADED = "<h1>Tides</h1>"
SVG = '<svg xmlns="http://www.w3.org/2000/svg">'


def bare(body: str, script: str = "", head: str = "") -> str:
    """A page of nothing but this."""
    return page(body, script, head).replace("<h1>Tides</h1>", "")


CASES = [
    # errors, console, requests
    Case("uncaught errors", linked(
        uncaught=page(script="nowhere.to.be.found();"),
        rejection=page(script="Promise.reject(new Error('no tide'))"),
        late=page(script="setTimeout(() => { throw new Error('late') }, 400)"),
    ), ("no uncaught errors",), seen=("uncaught.html: ", "rejection.html: ", "late.html: ")),
    Case("errors that time and controls bring", {"index.html": page(
        '<button onclick="nowhere()">Go</button><label>x <input oninput="nothing()"></label>',
        "setTimeout(() => { throw new Error('late') }, 4000); setInterval(() => { never() }, 1500)",
    )}, ("no uncaught errors",), seen=("late", "never is", "nowhere is", "nothing is")),
    Case("console errors", linked(
        error=page(script="console.error('no data')"),
        assertion=page(script="console.assert(false, 'no data')"),
        integrity=page(head=f'<script src="{CDN}/chart.js" crossorigin integrity="sha384-{"A" * 64}"></script>'),
    ), ("no console errors",), seen=("error.html: ", "assertion.html: ", "integrity.html: ")),
    Case("files that are not there", {**linked(
        script=page(head='<script src="app.js"></script>'),
        data=page(script="fetch('tides.csv').then(r => r.text())"),
        root=page(head='<link rel="stylesheet" href="/style.css">'),
    ), "style.css": "p{color:#000}"}, ("own files load", "links lead somewhere"), seen=("script.html: ", "data.html: ", "root.html: ")),
    Case("requests that work for nobody", linked(
        own_machine=page(script="fetch('http://localhost:3000/x').catch(() => {})"),
        http=page(script="fetch('http://api.github.com/x').catch(() => {})"),
        reported=page('<p id="o"></p>', "fetch('extra.json').then(r => { o.textContent = r.ok ? 'x' : 'Could not load the data' })"),
    ), ("own files load",), seen=("own_machine.html: ", "http.html: ", "reported.html: ")),
    Case("requests that do not get through from here", linked(
        unnamed_host=page(script="fetch('https://elsewhere.example/x').catch(() => {})"),
        library=page(f'<script src="{CDN}/no-such-library@1/x.js"></script>', "unheardOf.start()"),
        complains=page(script="fetch('https://elsewhere.example/x').catch(e => console.error('fetch failed', e))"),
        service=page(script="fetch('https://pokeapi.co/api/v2/').then(r => r.json()).catch(e => { throw e })"),
    )),
    # width and access
    Case("too wide", linked(
        everywhere=page('<div id="board" style="width:1400px">x</div>'),
        phone=page('<table style="width:700px"><tr><td>x</table>'),
    ), ("no sideways scrolling",), seen=("at 1280 px everywhere.html", "at 375 px phone.html")),
    Case("no viewport and too wide, and white on white", linked(
        undeclared=page('<div style="width:700px">x</div>').replace("viewport", "author"),
        white=page('<button style="color:#fff;background:#fff">Go</button>', head="<style>button:hover{color:#000}</style>"),
    ), ("no sideways scrolling", "accessible"), seen=("undeclared.html has no <meta", "color-contrast (", "white.html")),
    Case("what keeps people from using a page", linked(
        field=page("<input name=harbour>"),
        faint=page('<p style="color:#ccc">High water</p>'),
        language=page().replace(' lang="en"', ""),
        picture=page('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" width="9" height="9">'),
    ), ("accessible",), seen=("label (", "color-contrast (", "html-has-lang (", "image-alt (")),
    # something to see
    Case("nothing to see", linked(
        empty=page("").replace(UNHEADED, ""),
        undisplayed=page(head="<style>body{display:none}</style>"),
        transparent=page(head="<style>body{opacity:0}</style>"),
        shadow=bare("<x-t></x-t>", f"{SHADOW}'<p></p>'"),
    ), ("something to see",), seen=("empty.html: ", "undisplayed.html: ", "transparent.html: ", "shadow.html: ")),
    Case("hidden by mistake", linked(
        invisible=page("<p>The water is high at noon.</p></main><p>x</p><main>", head="<style>main{visibility:hidden}</style>").replace("<main><h1>", "<main id=app><h1>", 1),
        tiny=page(head="<style>body *{font-size:0!important}</style>"),
        away=page(head="<style>main{position:absolute;left:-5000px;width:300px}</style>"),
    ), ("something to see",), seen=("invisible.html: ", "tiny.html: ", "away.html: ")),
    Case("text that nobody meant", linked(
        unfilled=page("<p>Hello {{ name }}</p>"),
        an_object=page('<p id="o"></p>', "o.textContent = {}"),
        missing=page('<p id="o"></p>', "o.textContent = 'Total: ' + undefined"),
        encoding=page("<p>CafÃ© by the sea</p>"),
    ), ("something to see",), seen=("unfilled.html: ", "an_object.html: ", "missing.html: ", "encoding.html: ")),
    Case("covered, and black on black", linked(
        covered=page('<button>Go</button><div style="position:fixed;inset:0;z-index:9"></div>'),
        black=page(head="<style>body{background:#000!important;color:#000!important}</style>"),
    ), ("something to see", "accessible"), seen=("covered.html: ", "black.html: ")),
    # good pages
    Case("hidden on purpose", linked(
        warns=page(script="console.warn('old data'); console.log('x')"),
        scrolls=page('<div class="wide" tabindex="0" role="region" aria-label="t"><div style="width:1400px">x</div></div>'),
        hides=page('<p style="position:absolute;left:-9999px;color:#fff">x</p><p class="s">42</p><p style="color:transparent">7</p>', head="<style>.s{color:#111;background:#111}.s:hover{background:#fff}</style>"),
        shadow=bare("<x-t></x-t>", f"{SHADOW}'<p>High</p>'"),
    )),
    Case("libraries, tabs and a clock", linked(
        library=page(head=f'<link rel="stylesheet" href="{CDN}/bootstrap@5.3.3/dist/css/bootstrap.min.css">'),
        chart=page('<div style="height:200px"><canvas id="c" role="img" aria-label="tides"></canvas></div>' + f'<script src="{CDN}/chart.js"></script>', "new Chart('c', {type: 'bar', data: {labels: ['a'], datasets: [{label: 't', data: [1]}]}})"),
        tabs=page('<div role="tablist"><button role="tab" aria-selected="true">A</button></div><form><label>Name <input name=n required></label><button>Send</button></form>'),
        clock=page('<p id="t"></p>', "setInterval(() => { t.textContent = Date.now() }, 50)"),
    )),
    Case("dialogs, frames, and such words in code", linked(
        confirm=page(script="window.sure = confirm('Really?')"),
        frames=page('<canvas role="img" aria-label="sea"></canvas>', "(function f() { requestAnimationFrame(f) })()"),
        welcome=page('<button>Go</button><div style="position:fixed;inset:0;z-index:9;background:#fff">Welcome! <button>Start</button></div>'),
        code=page("<pre>{{ name }} [object Object] undefined</pre><p>An undefined value.</p>"),
    )),
    Case("drawn in CSS, nearly enough contrast, a large table, a 404 that the page handles", linked(
        drawn=bare('<div style="width:90px;height:90px;background:#06c"></div>'),
        contrast=page('<p style="color:#7a7a7a">High water</p>'),
        table=page("<table>" + "<tr><td>1<td>2<td>3</tr>" * 5000 + "</table>"),
        handled=page('<p id="o"></p>', "fetch('extra.json').then(r => r.ok ? r.json() : []).then(d => { o.textContent = d.length + ' more' })"),
    )),
    Case("UTF-16, sound, a folder, a page without extension", {
        "index.html": page('<a href="data/">d</a> <a href="about">a</a> <a href="sound.html">s</a>').replace('<meta charset="utf-8">', "").encode("utf-16"),
        "about.html": page(), "data/index.html": page("<p>Data</p>"),
        "sound.html": page('<audio src="https://cdn.jsdelivr.net/npm/no-such/x.mp3" controls autoplay></audio>'),
    }),
    Case("refresh to another page", {"index.html": page(head='<meta http-equiv="refresh" content="0;url=home.html">'), "home.html": page()}),
    Case("a page that was attached, and one that leads back", {**linked(tale="", back=BACK), **TALE}, attachments={name: text.encode() for name, text in TALE.items()}),
    Case("policy of its own", {"index.html": page(head='<meta http-equiv="Content-Security-Policy" content="script-src \'self\'">')}, checks=[{"js": "document.title === 'Tides'"}]),
    Case("waits for its service worker, asks for permissions", {"index.html": page('<p id="o"></p><p id="w">…</p>', "navigator.serviceWorker.register('sw.js').then(r => { w.textContent = r.scope }).catch(console.error); navigator.geolocation.getCurrentPosition(p => { o.textContent = p.coords.latitude }, e => console.error(e.message)); navigator.mediaDevices?.getUserMedia({video: true}).catch(e => console.error(e.message))"), "sw.js": "self.onfetch = () => {}"}, checks=[{"js": "o.textContent === '52.52'"}, {"js": "w.textContent.startsWith('http')"}]),
    # files
    Case("cut HTML", {"tag.html": page() + "<div class=", "script.html": page(script="function go() { return 1 }").partition("</script>")[0], "misnested.html": page("<p><b>High <i>water</b> at</i> noon</p><div><span>x</div></span>"), "second.html": page("<!doctype html><p>x</p>")}, ("well-formed HTML",), seen=("tag.html: ", "script.html: ", "misnested.html: ", "second.html: "), browser=False),
    Case("prose around HTML", {"after.html": page() + "\nThis page shows the tides. Let me know!", "BEFORE.HTML": "Here is your page:\n" + page(), "fence.html": "```html\n" + page() + "```\n"}, ("well-formed HTML",), seen=("after.html: ", "BEFORE.HTML: ", "fence.html: "), browser=False),
    Case("more tags than can be judged", {"many.html": "<b>" * 150_000}, ("well-formed HTML",), browser=False),
    Case("honest HTML", {
        "texts.html": page("<textarea><!doctype html></textarea>", "'<!doctype html>'"),
        "rows.html": page("<template><tr><td>x</td></tr></template><p>a<ul><li>b</li></ul></p><p>a & b</p>"),
        "brief.html": "<!DOCTYPE html><html lang=en><meta charset=utf-8><title>T</title><main><h1>T</h1><ul><li>a<li>b</ul><table><tr><th>h<tr><td>x</table><p>one<p>two</main>",
    }, browser=False),
    Case("attached files with faults", {"old.html": "Prose <b><i>x</b></i>", "t.csv": "harbour,high\nOslo\n"}, attachments={"old.html": b"Prose <b><i>x</b></i>", "t.csv": b"harbour,high\nOslo\n"}, browser=False),
    Case("JSON and SVG that cannot be read", {"a.json": "{'high': 1,}", "b.json": '{"high": NaN}', "c.svg": f"{SVG}<path></svg>", "d.svg": "<svg><path/></svg>", "e.svg": '<html xmlns="http://www.w3.org/2000/svg"/>'}, ("readable data files",), seen=("a.json: ", "b.json: ", "c.svg: ", "d.svg: ", "e.svg: "), browser=False),
    Case("CSV that cannot be read", {"a.csv": "<!DOCTYPE html><p>Not found</p>", "b.csv": ""}, ("readable data files", "brief: b.csv is there"), seen=("a.csv: ", "b.csv: "), browser=False),
    Case("CSV of all kinds", {"a.csv": "harbour;high\nBergen;1,5\n", "b.csv": "harbour,high\nBergen,1\nOslo\n"}, browser=False),
    Case("links to nothing", {
        "index.html": page('<a href="gone.html">About</a>'), "http.html": page(head='<script src="http://code.jquery.com/jquery.min.js"></script>'),
        "README.md": "# T\n\nSee [the guide](docs/guide.md), [more][m] and [below](#usage).\n\n[m]: docs/more.md\n",
    }, ("links lead somewhere",), seen=("gone.html leads", "http://code", "docs/guide.md is", "docs/more.md is", "#usage leads"), browser=False),
    Case("link below a base address", {"index.html": page('<a href="x.html">x</a>', head='<base href="sub/">'), "sub/x.html": page()}, browser=False),
]  # fmt: skip
