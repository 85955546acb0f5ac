#include "report/start_page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "model/names.hpp"
#include "report/html.hpp"
#include "report/start_page_style.hpp"
#include "report/waterfall.hpp"

namespace caisson::report {
namespace {

std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::size_t count_of(const StartPage& page, std::initializer_list<Ending> endings) {
  return static_cast<std::size_t>(
      std::count_if(page.lanes.begin(), page.lanes.end(), [&endings](const Lane& lane) {
        return std::find(endings.begin(), endings.end(), lane.ending) != endings.end();
      }));
}

std::string verdict(const StartPage& page) {
  // Behind a failure, what was made is removed; that is no part of the start.
  const bool failed = !page.causes.empty() && !page.interrupted;
  const std::string taken = format_duration(failed ? end_of(page.lanes) : page.took);
  if (page.interrupted) return "Interrupted after " + taken;
  if (page.causes.empty()) return "Ready in " + taken;
  return "Failed after " + taken;
}

std::string_view verdict_tone(const StartPage& page) {
  if (page.interrupted) return "warned";
  return page.causes.empty() ? "good" : "failed";
}

Html head(const StartPage& page) {
  const Status& status = page.status;
  std::vector<std::string> about{status.mode.empty() ? "services by name" : "mode " + status.mode,
                                 "instance " + status.instance,
                                 status.engine_kind + " " + status.engine_version, page.began_at};
  Html text;
  text.add(element("h1", {}, status.stack));
  text.add(element("p", {{"class", "about"}}, join(about, " · ")));
  Html header;
  header.add(element("div", {}, text));
  header.add(
      element("p", {{"class", fmt::format("verdict {}", verdict_tone(page))}}, verdict(page)));
  return element("header", {}, header);
}

Html figure(std::string_view value, std::string_view meaning) {
  Html both;
  both.add(element("dt", {}, meaning));
  both.add(element("dd", {}, value));
  return element("div", {}, both);
}

std::string images_text(const StartPage& page) {
  std::size_t built = 0;
  std::size_t pulled = 0;
  for (const auto& [name, image] : page.images) {
    if (image.began) ++(image.build ? built : pulled);
  }
  if (built + pulled == 0) return "all there";
  if (pulled == 0) return fmt::format("{} built", built);
  if (built == 0) return fmt::format("{} pulled", pulled);
  return fmt::format("{} built, {} pulled", built, pulled);
}

Html figures(const StartPage& page) {
  const std::size_t there = count_of(page, {Ending::ready, Ending::completed, Ending::kept});
  Html all;
  all.add(figure(fmt::format("{} of {}", there, page.lanes.size()), "services there"));
  all.add(figure(images_text(page), "images"));
  const Lane* slowest = nullptr;
  Duration longest{};
  for (const Lane& lane : page.lanes) {
    for (const Span& span : lane.spans) {
      if (span.phase != Phase::probe || span.length() <= longest) continue;
      slowest = &lane;
      longest = span.length();
    }
  }
  if (slowest)
    all.add(figure(fmt::format("{}, {}", slowest->name(), format_duration(longest)),
                   "longest from start to ready"));
  return element("dl", {{"class", "figures"}}, all);
}

Html section(std::string_view id, std::string_view title, const Html& content) {
  Html both;
  both.add(element("h2", {{"id", fmt::format("{}-title", id)}}, title));
  both.add(content);
  return element("section",
                 {{"id", std::string(id)}, {"aria-labelledby", fmt::format("{}-title", id)}}, both);
}

/// Where something is declared, as its project names it.
std::string below(const std::string& source_dir, const std::string& place) {
  const std::string folder = source_dir + "/";
  return place.rfind(folder, 0) == 0 ? place.substr(folder.size()) : place;
}

Html log_of(const Cause& cause) {
  if (cause.log.empty()) return {};
  Html log;
  log.add(
      element("summary", {}, fmt::format("Last {} of its log", counted(cause.log.size(), "line"))));
  log.add(element("pre", {{"tabindex", "0"}}, join(cause.log, "\n")));
  return element("details", {{"open", ""}}, log);
}

Html cause_card(const StartPage& page, const Cause& cause, std::string_view title,
                std::string_view style) {
  Html card;
  card.add(element("h3", {}, title));
  card.add(element("p", {{"class", "what"}}, what_happened(cause)));
  Html facts;
  const auto fact = [&facts](std::string_view name, const std::string& value) {
    if (!value.empty()) facts.add(element("dt", {}, name)).add(element("dd", {}, value));
  };
  fact("at", below(page.source_dir, place_of(cause)));
  fact("declared", below(page.source_dir, cause.declared_at));
  fact("remedy", cause.error.remedy);
  fact("held back", join(cause.held_back, ", "));
  card.add(element("dl", {{"class", "facts"}}, facts));
  card.add(log_of(cause));
  return element("article", {{"class", std::string(style)}}, card);
}

Html failures(const StartPage& page) {
  if (page.causes.empty()) return {};
  Html cards;
  for (const Cause& cause : page.causes)
    cards.add(cause_card(page, cause, headline(cause),
                         &cause == &page.causes.front() ? "cause root" : "cause"));
  return section("failures",
                 page.causes.size() == 1 ? "What failed" : "What failed, first cause first", cards);
}

Html absences(const StartPage& page) {
  if (page.absences.empty()) return {};
  Html cards;
  for (const Cause& absence : page.absences)
    cards.add(cause_card(page, absence, absence.service + " is unavailable", "cause"));
  return section("absences", "What stayed away", cards);
}

struct Shown {
  std::string_view tone;
  std::string words;
};

Shown shown(const Lane& lane) {
  switch (lane.ending) {
    case Ending::ready:
      return {"good", lane.step->service->healthcheck ? "✔ healthy" : "✔ running"};
    case Ending::completed:
      return {"good", "✔ completed"};
    case Ending::kept:
      return {"good", "✔ was there"};
    case Ending::failed:
      return {"failed", "✘ failed"};
    case Ending::held_back:
      return {"warned", lane.because.empty() ? "◌ held back" : "◌ held back by " + lane.because};
    case Ending::unavailable:
      return {"warned", "◌ unavailable"};
    case Ending::stopped:
      break;
  }
  return {"quiet", "◌ stopped"};
}

Html address(const std::string& url) {
  if (url.rfind("https://", 0) != 0 && url.rfind("http://", 0) != 0)
    return element("code", {}, url);
  return element("a", {{"href", url}, {"rel", "noreferrer"}}, url);
}

Html addresses(const StartPage& page, const std::string& service) {
  Html list;
  const auto& all = page.status.services;
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&service](const auto& one) { return one.name == service; });
  if (found == all.end()) return list;
  for (const std::string& url : found->urls)
    list.add(element("div", {}, address(url)));
  for (const Port& port : found->ports) {
    if (found->urls.empty() && port.host != 0)
      list.add(element("div", {}, element("code", {}, fmt::format("127.0.0.1:{}", port.host))));
  }
  return list;
}

Html image_cell(const StartPage& page, const model::Service& service) {
  Html cell;
  cell.add(element("div", {}, service.image));
  const auto found = page.images.find(service.image);
  if (found == page.images.end()) return cell;
  const ImageTimes& image = found->second;
  std::string from = image.source ? std::string(model::to_string(*image.source)) : "not to be had";
  if (image.began && image.ended)
    from += fmt::format(", {} in {}", image.build ? "built" : "pulled",
                        format_duration(*image.ended - *image.began));
  cell.add(element("div", {{"class", "note"}}, from));
  return cell;
}

/// From start to ready, where that means something.
std::string took(const Lane& lane) {
  const bool measured = lane.ending == Ending::completed ||
                        (lane.ending == Ending::ready && lane.step->service->healthcheck);
  return measured ? format_duration(lane.spans.back().length()) : "–";
}

Html row(const StartPage& page, const Lane& lane) {
  const auto cell = [](std::string_view label, const Html& content) {
    return element("td", {{"data-label", std::string(label)}}, content);
  };
  Html name;
  name.add(element("div", {}, lane.name()));
  name.add(
      element("div", {{"class", "note"}}, below(page.source_dir, lane.step->service->declared_at)));
  const Shown state = shown(lane);
  Html cells = element("th", {{"scope", "row"}}, name);
  cells.add(cell("State",
                 element("span", {{"class", fmt::format("state {}", state.tone)}}, state.words)));
  cells.add(cell("Start to ready", Html::text(took(lane))));
  cells.add(cell("Image", image_cell(page, *lane.step->service)));
  cells.add(cell("Where", addresses(page, lane.name())));
  return element("tr", {}, cells);
}

Html services(const StartPage& page) {
  Html titles;
  for (const char* title : {"Service", "State", "Start to ready", "Image", "Where"})
    titles.add(element("th", {{"scope", "col"}}, title));
  Html rows;
  for (const Lane& lane : page.lanes)
    rows.add(row(page, lane));
  Html table = element("thead", {}, element("tr", {}, titles));
  table.add(element("tbody", {}, rows));
  return section("services", "Services", element("table", {}, table));
}

}  // namespace

std::string start_page(const StartPage& page) {
  Html main;
  main.add(head(page)).add(figures(page)).add(failures(page));
  main.add(section("waterfall", "How it started", waterfall(page.lanes)));
  main.add(absences(page));
  main.add(services(page));
  main.add(section("graph", "What waits for what",
                   element("div",
                           {{"class", "picture"},
                            {"tabindex", "0"},
                            {"role", "group"},
                            {"aria-label", "The graph of the services"}},
                           Html::trusted(page.graph_svg))));
  return html_page(fmt::format("{}: {}", page.status.stack, verdict(page)), k_start_page_style,
                   element("main", {}, main));
}

}  // namespace caisson::report
