"""JavaScript of senders and of hostile pages: what it is worth, and what it must not do."""

BODY = '<p id="total">42</p><p class="x">a</p><button id="b" onclick="n += 1; out.textContent = n">b</button><p id="out">0</p>'

VALUES = {
    "true": True, "1": True, "'a'": True, "[0]": True, "({a: 1})": True, "new Map([[1, 2]])": True, "Infinity": True,
    "document.querySelectorAll('p')": True, "document.querySelector('p')": True, "Symbol('x')": True, "10n": True,
    "/x/": True, "new Date()": True, "() => true": True, "async () => 'x'": True, "Promise.resolve(1)": True,
    "function check() { return !!document.querySelector('#total') }": True, "await Promise.resolve(3)": True,
    "const p = document.querySelector('#total'); return p.textContent === '42'": True,
    "const q = await fetch('.'); (await q.text()).length > 9;": True, "const r = await fetch('.'); return r.ok": True,
    "let t = 1; t += 1; t === 2": True, "if (n === 0) { 'x' } else { '' }": True, "typeof n === 'number'": True,
    "[]": False, "({})": False, "new Map()": False, "new Set()": False, "document.querySelectorAll('q')": False,
    "document.getElementsByClassName('q')": False, "null": False, "undefined": False, "NaN": False, "0": False, "-0": False,
    "0n": False, "''": False, "() => false": False, "Promise.reject(new Error('x'))": False, "function f() { return [] }": False,
    "throw new Error('x')": False, "nowhere()": False, "document.querySelector('#q').textContent": False,
}  # fmt: skip

FORGERIES = {
    "Boolean": "window.Boolean = () => true",
    "eval": "window.eval = () => true; window.Function = () => () => true",
    "JSON": "JSON.stringify = () => 'true'; JSON.parse = () => ({passed: true})",
    "querySelector": "Document.prototype.querySelector = () => document.body; document.getElementById = () => document.body",
    "text": "for (const [T, k] of [[HTMLElement, 'innerText'], [Node, 'textContent']])"
    "Object.defineProperty(T.prototype, k, {get: () => '43', set() {}})",
    "one element": "Object.defineProperty(total, 'textContent', {get: () => '43'})",
    "prototype of one element": "Object.setPrototypeOf(total, {__proto__: HTMLElement.prototype, get textContent() { return '43' }})",
    "comparison": "Array.prototype.some = () => true; String.prototype.includes = () => true; RegExp.prototype.test = () => true",
    "iterator": "Array.prototype[Symbol.iterator] = function* () { yield 43 }",
    "our own name": "try { window.__verifier = {activity: 1} } catch {} Object.freeze = Reflect.apply = Map = () => 1",
    "Symbol": "Symbol.for = () => 'x'; window.x = () => true; Math.max = () => 'x'",
    "promise": "Promise.prototype.then = function (f) { f({passed: true, seen: ''}) }",
}  # fmt: skip
CHECKS = (
    "document.querySelector('#total').textContent === '43'",
    "document.querySelector('#missing')",
    "[...document.querySelectorAll('p')].some((p) => p.textContent.includes('43'))",
    "/43/.test(document.getElementById('total').innerText)",
)

AUDIT_FORGERIES = [
        "Object.defineProperty(window, 'axe', {value: {run: async () => ({violations: [], incomplete: []})}})",
        "Object.defineProperty(Element.prototype, 'scrollWidth', {get: () => 1})",
        "window.getComputedStyle = () => ({overflowX: 'hidden'}); Element.prototype.checkVisibility = () => true",
        "Document.prototype.querySelectorAll = () => []; JSON.stringify = Array.from = Math.max = () => 0",
    ]  # fmt: skip

STRANGE = (
    r"""console.error('\ud800'); console.error('x'.repeat(1e6)); document.title = '\ud800'.repeat(1e6);
    document.body.id = '\ud800'; document.body.style.width = '3000px'; throw new Error('\udfff')""",
    """window.eval = window.Boolean = () => true; Math.max = () => 'x'; window[Symbol.for('verify.acts')] = 'x';
    performance.now = () => NaN; Object.prototype.passed = true""",
    "history.replaceState(0, '', '#' + 'A'.repeat(3e5))",
)

SPOILERS = [
    ["(() => { while (true) {} })()"],
    ["confirm('Really?')", "document.write('')", "console.error('mine')", "setTimeout(() => { throw new Error('mine') }, 10)",
     "Promise.reject(new Error('mine')), 0", "location.reload()"],
]  # fmt: skip
