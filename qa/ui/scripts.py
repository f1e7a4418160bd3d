"""The scripts of the page that are its own; each is the same wherever it stands, as the gate knows it.

Streamlit runs a script once for each text it stands in: what is around one changes when it is to run
again.
"""

from __future__ import annotations

# What stands before a script takes no room; by its turn the script runs anew.
HIDDEN = '<span hidden class="pc-script"></span>'
_TURN = '<span hidden class="pc-script" data-turn="{turn}"></span>'


def write_turn(*shown: object) -> str:
    """Return what stands before a script that is to run again whenever what is shown changes."""
    return _TURN.format(turn=hash(shown))


# Brings the marked words into view: first inside the picture of a page and inside the pane, and only
# for a passage somebody chose by moving the page. Above the sheet of a narrow screen the button that
# was pressed stays in view. It is the same for every passage: the page runs the scripts it knows alone.
SCROLL = """<script>(() => {
const lines = document.querySelector(".pc-source"), column = lines?.closest("[data-testid=stColumn]");
if (!column) return;
const chosen = document.querySelector(".st-key-source-chosen") !== null;
const settle = () => {
  const picture = lines.querySelector(".pc-page"), mark = (picture || lines).querySelector(".pc-mark");
  if (!mark) return;
  const box = picture || column, from = box.getBoundingClientRect(), at = mark.getBoundingClientRect();
  const end = Math.min(from.bottom, innerHeight);
  if (at.top < from.top + 40 || Math.min(at.bottom, at.top + 60) > end - 10)
    box.scrollTop += at.top - from.top - Math.min(120, (end - from.top) / 3);
  if (picture) picture.scrollLeft += at.left - from.left - 24;
  const first = lines.querySelector(".pc-mark")?.getBoundingClientRect();
  if (chosen && innerWidth > 800 && first && (first.top < 60 || first.top > innerHeight - 60))
    lines.querySelector(".pc-mark").scrollIntoView({block: "center"});
  if (chosen && innerWidth <= 800) document.activeElement?.scrollIntoView({block: "nearest"});
  const cell = chosen && document.activeElement?.closest(".pc-grid td");
  if (cell) cell.scrollIntoView({block: "nearest", inline: "end"});
};
const image = lines.querySelector(".pc-page img");
if (image && !image.complete) image.addEventListener("load", settle, {once: true});
settle();
})();</script>"""

# Links of a view to itself: the address changes as by a link, and Streamlit takes it as it takes the
# browser's own way back, so that the session stays. Without this script they are links as any other.
# Anywhere on a row of a table is its link, but where words of it are being marked.
FOLLOW = """<script>(() => {
if (document.documentElement.dataset.followed) return;
document.documentElement.dataset.followed = "yes";
document.addEventListener("click", event => {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey) return;
  if (event.shiftKey || event.altKey) return;
  const row = getSelection().toString() ? null : event.target.closest("tr.pc-row");
  const link = event.target.closest("a.pc-follow") || row?.querySelector("a.pc-follow");
  if (!link) return;
  event.preventDefault();
  history.pushState({}, "", link.href);
  dispatchEvent(new PopStateEvent("popstate"));
});
})();</script>"""

# Says the page's language to the browser and to who reads it aloud, and puts names of controls that are
# Streamlit's own, which are English, into it. Once it puts the keyboard into the question's box; not where
# a keyboard would then cover half of a telephone's screen.
START = """<script>(() => {
const root = document.documentElement;
root.lang = document.querySelector(".pc-language").lang;
const name = () => {
  const said = JSON.parse(document.querySelector(".pc-language")?.dataset.said || "[]");
  for (const [theirs, ours] of said)
    for (const named of document.querySelectorAll(`[aria-label="${theirs}"]`)) named.ariaLabel = ours;
  // What has a name and takes the keyboard is not only there to be looked at, as Streamlit says it is.
  for (const zone of document.querySelectorAll("section[role=presentation][aria-label]")) zone.role = "group";
};
name();
if (root.dataset.started) return;
root.dataset.started = "yes";
new MutationObserver(name).observe(document.body, {childList: true, subtree: true});
// The page is shown when it has come to rest: what would move as it comes is not seen moving.
const marks = ["[data-testid=stSkeleton]", "[data-testid=stAppSkeleton]", "[data-testid=stStatusWidget]"];
const busy = [...marks, "[data-stale=true]", "[data-test-script-state=running]"].join(", ");
const late = performance.now() + 4000;
let height = 0, calm = 0;
const settle = () => {
  const now = document.querySelector("[data-testid=stMain]")?.scrollHeight;
  calm = !document.querySelector(busy) && now === height ? calm + 1 : 0;
  height = now;
  if (calm < 4 && performance.now() < late) setTimeout(settle, 40);
  else root.dataset.ready = "yes";
};
settle();
const end = performance.now() + 10000;
const look = () => {
  const box = root.dataset.ready ? document.querySelector(".st-key-q input") : null;
  if (!box && performance.now() < end) setTimeout(look, 50);
  if (box && document.activeElement === document.body && matchMedia("(hover: hover)").matches)
    box.focus({preventScroll: true});
};
look();
})();</script>"""

# Brings what was opened below a table into view, where nobody has opened a source beside it.
REVEAL = """<script>(() => {
if (document.querySelector(".st-key-source-chosen")) return;
document.querySelector(".st-key-opened")?.scrollIntoView({block: "nearest"});
})();</script>"""

# Copies a link to the view, or the answer with or without its form. Where the browser has no clipboard for
# pages, as over plain HTTP from another machine, what is to be copied is marked and copied as by hand.
SHARE = """<script>(() => {
if (document.documentElement.dataset.shared) return;
document.documentElement.dataset.shared = "yes";
const byHand = holder => {
  const range = document.createRange(), chosen = getSelection();
  holder.hidden = false;
  range.selectNodeContents(holder);
  chosen.removeAllRanges();
  chosen.addRange(range);
  document.execCommand("copy");
  chosen.removeAllRanges();
  holder.hidden = true;
};
document.addEventListener("click", async event => {
  const button = event.target.closest("button.pc-copy");
  if (!button) return;
  const kind = button.dataset.copy, rich = document.querySelector(".pc-shared");
  const plain = document.querySelector(".pc-shared-plain");
  const text = kind === "link" ? location.href : plain.textContent;
  try {
    const held = {"text/plain": new Blob([text], {type: "text/plain"})};
    if (kind === "rich") held["text/html"] = new Blob([rich.innerHTML], {type: "text/html"});
    await navigator.clipboard.write([new ClipboardItem(held)]);
  } catch {
    const link = document.createElement("p");
    link.textContent = text;
    document.body.append(link);
    byHand(kind === "link" ? link : kind === "rich" ? rich : plain);
    link.remove();
  }
  const said = button.parentElement.querySelector("[role=status]");
  said.textContent = button.dataset.done;
  setTimeout(() => { said.textContent = ""; }, 3000);
});
})();</script>"""

# Keeps the questions of a tab with the links to their answers, and lists those before the one shown.
ASKED = """<script>(() => {
const listed = document.querySelector(".pc-history"), {question, link} = listed?.dataset || {};
if (!listed) return;
let asked = [];
try { asked = JSON.parse(sessionStorage.getItem("plancite.asked")) || []; } catch {}
asked = asked.filter(([one]) => one !== question);
listed.querySelector("ul").replaceChildren(...asked.map(([one, to]) => {
  const item = document.createElement("li"), anchor = document.createElement("a");
  Object.assign(anchor, {className: "pc-follow", href: to, textContent: one});
  item.append(anchor);
  return item;
}));
listed.querySelector("b").textContent = asked.length;
listed.hidden = !asked.length;
if (!question) return;
const kept = JSON.stringify([[question, link], ...asked].slice(0, 50));
try { sessionStorage.setItem("plancite.asked", kept); } catch {}
})();</script>"""

OWN = (SCROLL, FOLLOW, START, REVEAL, SHARE, ASKED)
