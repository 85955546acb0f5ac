#include "report/start_page_style.hpp"

namespace caisson::report {

const std::string_view k_start_page_style = R"css(
:root {
  color-scheme: light dark;
  --ground: #f6f8fb; --sheet: #ffffff; --line: #dde4ed; --ink: #0f172a; --muted: #566376;
  --good: #067647; --good-ground: #dcf5e7; --bad: #b42318; --bad-ground: #fde8e6;
  --warn: #93500a; --warn-ground: #fdf0d8; --quiet-ground: #e8edf3; --link: #1d4ed8;
  --fetching: #7c3aed; --creating: #94a3b8; --starting: #d97706; --probing: #2563eb;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0d1117; --sheet: #161c25; --line: #2b3543; --ink: #e8eef6; --muted: #9aa8bb;
    --good: #5fd69b; --good-ground: #12322a; --bad: #ff8f85; --bad-ground: #3d1b1d;
    --warn: #f4bf63; --warn-ground: #3a2b12; --quiet-ground: #252e3b; --link: #8ab4ff;
    --fetching: #a78bfa; --creating: #64748b; --starting: #fbbf24; --probing: #60a5fa;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 15px/1.5 Inter, "Segoe UI", "Helvetica Neue", "DejaVu Sans", Arial, sans-serif;
}
main { max-width: 76rem; margin: 0 auto; padding: 1.75rem 1.5rem 4rem; }
header { display: flex; flex-wrap: wrap; gap: .5rem 2rem; align-items: center; }
header div { flex: 1 1 20rem; min-width: 0; }
h1, h2, h3, p, dl, dd, ol, ul { margin: 0; padding: 0; }
ol, ul { list-style: none; }
h1 { font-size: 1.75rem; line-height: 1.2; letter-spacing: -.01em; overflow-wrap: anywhere; }
h2 { font-size: 1.05rem; margin-bottom: .9rem; }
h3 { font-size: .95rem; overflow-wrap: anywhere; }
a { color: var(--link); }
code, pre { font-family: "JetBrains Mono", "SFMono-Regular", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .85em; }
.about, .note, .figures dt, .facts dt { color: var(--muted); }
.about { overflow-wrap: anywhere; }
.note { font-size: .8rem; overflow-wrap: anywhere; font-weight: 400; }
.verdict { font-size: 1.25rem; font-weight: 650; padding: .45rem 1.1rem; border-radius: 2rem; }
.good { color: var(--good); background: var(--good-ground); }
.failed { color: var(--bad); background: var(--bad-ground); }
.warned { color: var(--warn); background: var(--warn-ground); }
.quiet { color: var(--muted); background: var(--quiet-ground); }
.figures { display: flex; flex-wrap: wrap; gap: .6rem 2.5rem; margin: 1.25rem 0 1.5rem; }
.figures dt { font-size: .8rem; }
.figures dd { font-weight: 600; }
section { background: var(--sheet); border: 1px solid var(--line); border-radius: .9rem; padding: 1.2rem 1.4rem 1.4rem; margin-top: 1rem; }
.cause + .cause { margin-top: 1.2rem; padding-top: 1.2rem; border-top: 1px solid var(--line); }
.cause.root h3, .what { color: var(--bad); }
#absences .what { color: var(--warn); }
.what { font-weight: 600; overflow-wrap: anywhere; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .5rem 0; font-size: .9rem; }
.facts dd { overflow-wrap: anywhere; }
summary { cursor: pointer; font-size: .9rem; color: var(--muted); }
pre { margin: .5rem 0 0; padding: .8rem 1rem; border-radius: .6rem; background: var(--ground); border: 1px solid var(--line); overflow-x: auto; line-height: 1.55; }
.path { margin-bottom: 1.1rem; }
.path h3 { color: var(--muted); font-weight: 500; font-size: .85rem; margin-bottom: .3rem; }
.path ol { display: flex; flex-wrap: wrap; gap: .35rem .4rem; }
.path li { display: inline-flex; gap: .4rem; background: var(--quiet-ground); border-radius: .5rem; padding: .1rem .6rem; font-variant-numeric: tabular-nums; }
.path li + li::before { content: "→"; color: var(--muted); margin: 0 .1rem 0 -.1rem; }
.axis, .lanes li { display: grid; grid-template-columns: minmax(6rem, 12rem) 1fr 5.5rem; column-gap: .9rem; }
.axis div { grid-column: 2; position: relative; height: 1.5rem; font-size: .75rem; color: var(--muted); font-variant-numeric: tabular-nums; }
.axis span { position: absolute; transform: translateX(-50%); white-space: nowrap; }
.axis span:first-child { transform: none; }
.lanes li { align-items: center; min-height: 1.9rem; }
.lanes li:hover { background: color-mix(in srgb, var(--ink) 4%, transparent); }
.who { font-weight: 600; text-align: right; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.end { font-size: .85rem; color: var(--muted); font-variant-numeric: tabular-nums; white-space: nowrap; }
.who.broken, .end.broken { color: var(--bad); font-weight: 650; }
.track { position: relative; align-self: stretch; background: repeating-linear-gradient(to right, var(--line) 0 1px, transparent 1px var(--tick)); }
.span { position: absolute; top: calc(50% - .42rem); height: .84rem; min-width: 2px; border-radius: 3px; opacity: .5; }
.fetching { background: var(--fetching); }
.creating { background: var(--creating); }
.starting { background: var(--starting); }
.probing { background: var(--probing); }
.waiting { background: none; border-radius: 0; border-top: 2px dotted var(--creating); top: calc(50% - 1px); height: 0; opacity: 1; }
.whom { position: absolute; left: .5rem; top: -.78rem; padding: 0 .3rem; background: var(--sheet); color: var(--muted); font-size: .72rem; line-height: 1.45rem; white-space: nowrap; max-width: calc(100% - 1rem); overflow: hidden; text-overflow: ellipsis; }
.critical { opacity: 1; box-shadow: 0 5px 0 -2px var(--ink); }
.span.broken { opacity: 1; background: repeating-linear-gradient(135deg, var(--bad) 0 5px, color-mix(in srgb, var(--bad) 55%, transparent) 5px 10px); }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; margin-top: 1rem; font-size: .8rem; color: var(--muted); }
.legend li { display: inline-flex; align-items: center; gap: .5rem; }
.swatch { width: 1.5rem; height: .7rem; border-radius: 3px; display: inline-block; }
.swatch.waiting { height: 0; }
table { width: 100%; border-collapse: collapse; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .55rem .8rem .55rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
thead th { border-top: 0; padding-top: 0; color: var(--muted); font-weight: 500; font-size: .8rem; }
.state { display: inline-block; border-radius: 1rem; padding: .05rem .65rem; font-weight: 600; font-size: .82rem; }
.picture { overflow-x: auto; }
.picture svg { display: block; max-width: 100%; height: auto; min-width: 46rem; margin: 0 auto; }
@media (max-width: 44rem) {
  main { padding: 1.1rem .75rem 3rem; }
  section { padding: 1rem; }
  .axis, .lanes li { grid-template-columns: 1fr auto; column-gap: .5rem; }
  .axis div { grid-column: 1 / -1; }
  .lanes li { padding: .35rem 0 .3rem; }
  .who { text-align: left; }
  .track { grid-column: 1 / -1; grid-row: 2; height: 1.5rem; }
  .whom { display: none; }
  .axis span:nth-child(even) { display: none; }
  thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  tr, th, td { display: block; border: 0; padding: .12rem 0; }
  tr { border-top: 1px solid var(--line); padding: .6rem 0; }
  tbody tr:first-child { border-top: 0; padding-top: 0; }
  td { display: grid; grid-template-columns: 7.5rem 1fr; }
  td:empty { display: none; }
  td::before { content: attr(data-label); color: var(--muted); font-size: .82rem; }
  td > * { grid-column: 2; justify-self: start; }
}
@media print { section { break-inside: avoid; } }
)css";

}  // namespace caisson::report
