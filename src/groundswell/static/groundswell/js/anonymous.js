// An anonymous answer. This browser makes a token, has it signed blindly in return for the link (RSA blind signatures,
// RFC 9474), and sends the answers with the token alone: without cookie, without referrer, without the link. Whoever
// signed has never seen the token, and can't tell whose it is. docs/anonymity.md says what this withstands.
//
// Without this file, or where the browser has no WebCrypto (a page that came neither by HTTPS nor from localhost), the
// form posts as it stands, under the weaker promise that the page shows until this file takes it over.
import { BlindRSA, PrepareType } from "../../vendor/blindrsa/blindrsa.js";

const SCHEME = new BlindRSA({ hash: "SHA-384", saltLength: 48, prepareType: PrepareType.Deterministic });
const KEY = { name: "RSA-PSS", hash: "SHA-384" };
const KEEP = 60 * 24 * 3600 * 1000;
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", CODE = 24;  // as rules/codes.py: Crockford's base 32, 120 bits

// What this device keeps: a person's own code for good, what is under way until it has arrived, two months at most.
// Where nothing can be kept (a private window), this page still remembers for its own next press.
const here = new Map();
const kept = {
  get: function (name) {
    try { return JSON.parse(localStorage.getItem("groundswell." + name)) || here.get(name) || null; } catch (e) { return here.get(name) || null; }
  },
  put: function (name, what) {
    here.set(name, what);
    try { localStorage.setItem("groundswell." + name, JSON.stringify(what)); return true; } catch (e) { return false; }
  },
  drop: function (name) {
    here.delete(name);
    try { localStorage.removeItem("groundswell." + name); } catch (e) { /* nor has it anything to drop */ }
  },
};

function text64(bytes) {
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
function bytesOf(text) {
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), function (one) { return one.charCodeAt(0); });
}

// A person's own code, and the link that carries it behind the "#", where no server ever sees it.
function newCode() {
  return Array.from(crypto.getRandomValues(new Uint8Array(CODE)), function (one) { return LETTERS[one % 32]; }).join("");
}
function plain(typed) {
  const last = typed.split(/[#.]/).pop().toUpperCase().replace(/O/g, "0").replace(/[IL]/g, "1");
  return Array.from(last).filter(function (one) { return LETTERS.includes(one); }).join("");
}
function inGroups(code) { return code.match(/.{4}/g).join("-"); }
async function pseudonym(code, scope) {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(code), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return text64(new Uint8Array(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(scope))));
}

// Somebody has to read why it did not go on; what was begun is kept for the next press.
class Stopped extends Error {}

async function ask(url, how) {
  let answer;
  try {
    answer = await fetch(url, { method: "POST", mode: "same-origin", redirect: "error", cache: "no-store", ...how });
  } catch (e) {
    throw new Stopped(said.offline);
  }
  let body = null;
  try { body = await answer.json(); } catch (e) { /* an error page */ }
  if (!body) throw new Stopped(answer.status < 500 ? said.again : said.offline);
  return { status: answer.status, ...body };
}
// The one request that carries answers.
function tell(fields) {
  return ask(said.deposit, { body: new URLSearchParams(fields), credentials: "omit", referrerPolicy: "no-referrer" });
}
function sign(blinded, csrf) {
  const body = new URLSearchParams({ blinded: blinded });
  return ask(said.sign, { body: body, credentials: "same-origin", headers: { "X-CSRFToken": csrf } });
}

// From what is under way to what has arrived. Each step is kept before the next one, so that it can be taken up again.
async function send(going, csrf) {
  const key = await crypto.subtle.importKey("jwk", { kty: "RSA", n: said.n, e: said.e, alg: "PS384", ext: true }, KEY, true, ["verify"]);
  if (!going.token) {
    const token = SCHEME.prepare(crypto.getRandomValues(new Uint8Array(32)));
    const { blindedMsg, inv } = await SCHEME.blind(key, token);
    Object.assign(going, { token: text64(token), blinded: text64(blindedMsg), unblind: text64(inv) });
    kept.put(UNDER_WAY, going);
  }
  if (!going.signature) {
    const answer = await sign(going.blinded, csrf);
    if (!answer.signature) throw new Stopped(answer.say || said.again);
    try {
      const own = await SCHEME.finalize(key, bytesOf(going.token), bytesOf(answer.signature), bytesOf(going.unblind));
      going.signature = text64(own);
    } catch (e) {
      throw new Stopped(said.forged);
    }
    kept.put(UNDER_WAY, going);
  }
  const words = await pseudonym(going.code, said.scope);
  const proof = [[".token", going.token], [".signature", going.signature], [".pseudonym", words]];
  const answer = await tell([...going.fields, ...proof]);
  if (answer.over) kept.drop(UNDER_WAY);
  if (answer.state !== "arrived") throw new Stopped(answer.say || said.again);
  kept.drop(UNDER_WAY);
  kept.drop("answers." + said.kept);
  // Where nothing is kept, the page that follows has to be told the code; the server is not.
  if (kept.put("own." + said.own, going.code)) location.replace(said.done);
  else location.replace(said.keep + "#" + said.own + "." + going.code);
}

// The questions: this file takes the form over and says so.
async function takeOver(form) {
  const own = form.querySelector("[data-own-field]"), problem = form.querySelector("[data-problem]");
  const busy = form.querySelector("[data-busy]");
  const code = kept.get("own." + said.own);
  show("weaker", false);
  show("blind", true);
  if (code) own.hidden = true;
  show("own-kept", Boolean(code));

  function stop(words, errors) {
    busy.hidden = true;
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach(function (one) { one.removeAttribute("aria-busy"); });
    problem.replaceChildren();
    if (errors) problem.innerHTML = errors;
    else problem.append(note(words));
    const box = problem.firstElementChild;
    box.tabIndex = -1;
    box.focus();
    box.scrollIntoView({ block: "center" });
  }
  function codeHere() {
    if (code) return code;
    const typed = own.querySelector("input").value.trim();
    if (!typed) return newCode();
    if (plain(typed).length !== CODE) throw new Stopped(said.code);
    return plain(typed);
  }
  async function go() {
    const fields = [...new FormData(form)].filter(function (pair) { return !OURS.includes(pair[0]); });
    const going = kept.get(UNDER_WAY) || { at: Date.now() };
    going.code = (going.token && going.code) || codeHere();
    // Looked through before the link is spent: nothing is stored, and the errors are those of the page without script.
    const looked = await tell([...fields, [".wave", said.wave]]);
    if (looked.errors) return stop("", looked.errors);
    if (looked.state !== "ready") throw new Stopped(looked.say || said.again);
    going.fields = [...fields, [".wave", said.wave]];
    kept.put(UNDER_WAY, going);
    await send(going, form.elements.csrfmiddlewaretoken.value);
  }
  form.addEventListener("submit", function (event) {
    if (event.defaultPrevented) return;
    event.preventDefault();
    problem.replaceChildren();
    busy.hidden = false;
    go().catch(function (why) { stop(why instanceof Stopped ? why.message : said.again); });
  });
}

// The page of a used link: what is still under way goes on, else the way to keep the own code.
function afterwards(form) {
  const going = kept.get(UNDER_WAY), problem = form.querySelector("[data-problem]"), busy = form.querySelector("[data-busy]");
  show("unsent", Boolean(going));
  show("sent", !going);
  if (!going) return showOwn(kept.get("own." + said.own));
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    problem.replaceChildren();
    busy.hidden = false;
    send(going, form.elements.csrfmiddlewaretoken.value).catch(function (why) {
      busy.hidden = true;
      problem.replaceChildren(note(why instanceof Stopped ? why.message : said.again));
      problem.firstElementChild.focus();
    });
  });
}

// The page of a saved link.
function keepHere() {
  const [own, typed] = location.hash.slice(1).split(".");
  const code = plain(typed || "");
  const isWhole = /^[0-9a-f]{24}$/.test(own) && code.length === CODE;
  const there = isWhole && kept.get("own." + own), isOther = Boolean(there) && there !== code;
  show("broken", !isWhole);
  show("other", isOther);
  show("here", isWhole && !isOther);
  if (!isWhole) return;
  said.own = own;
  function take() {
    kept.put("own." + own, code);
    show("other", false);
    show("here", true);
    showOwn(code);
  }
  if (!isOther) return take();
  document.querySelector("[data-take]").addEventListener("click", function () {
    take();
    document.querySelector("[data-own-code]").focus();
  });
}

function showOwn(code) {
  const part = document.querySelector("[data-own-link]");
  if (!part || !code) return;
  const url = new URL(said.keep, location.href).href + "#" + said.own + "." + inGroups(code);
  part.querySelector("[data-own-code]").textContent = inGroups(code);
  part.querySelector("[data-own-url]").href = url;
  part.querySelector("[data-print]").addEventListener("click", function () { window.print(); });
  const copy = part.querySelector("[data-copy]"), done = part.querySelector("[data-copied]");
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", async function () {
    try {
      await navigator.clipboard.writeText(url);
      done.textContent = copy.dataset.copy;
    } catch (e) { /* the link itself can be copied by hand */ }
  });
  part.hidden = false;
}

function show(name, is) {
  document.querySelectorAll("[data-" + name + "]").forEach(function (one) { one.hidden = !is; });
}
function note(words) {
  const made = document.querySelector("[data-problem-note]").content.firstElementChild.cloneNode(true);
  made.querySelector("p").textContent = words;
  made.tabIndex = -1;
  return made;
}

const place = document.querySelector("[data-anonymous]"), said = place ? place.dataset : {};
const UNDER_WAY = "under_way." + said.kept, OURS = ["csrfmiddlewaretoken", ".code"];
const form = place && place.closest("form");
if (place && window.isSecureContext && crypto.subtle) {
  const going = kept.get(UNDER_WAY);
  if (going && !(Date.now() - going.at < KEEP)) kept.drop(UNDER_WAY);
  if (said.anonymous === "ask") takeOver(form);
  if (said.anonymous === "done") afterwards(form);
  if (said.anonymous === "keep") keepHere();
}
