#include "cli/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>

#include "base/text.hpp"

namespace caisson::cli {
namespace {

/// The variable's default stays what the verb set it to.
template <class T>
CLI::Option* add(CLI::App& app, const std::string& names, T& value, const std::string& help) {
  return app.add_option(names, value, help);
}

}  // namespace

void Arguments::flag(const std::string& names, bool& value, const std::string& help) {
  m_app.add_flag(names, value, help);
}

void Arguments::option(const std::string& names, std::string& value, const std::string& help) {
  add(m_app, names, value, help);
}

void Arguments::option(const std::string& names, std::optional<int>& value,
                       const std::string& help) {
  m_app.add_option(names, value, help);
}

void Arguments::options(const std::string& names, std::vector<std::string>& values,
                        const std::string& help) {
  add(m_app, names, values, help)->take_all()->expected(1)->allow_extra_args(false)->delimiter(',');
}

void Arguments::choice(const std::string& names, std::string& value,
                       std::vector<std::string> allowed, const std::string& help) {
  CLI::Option* option = add(m_app, names, value, help + " (" + join(allowed, "|") + ")");
  m_choices[option] = std::move(allowed);
}

void Arguments::positional(const std::string& name, std::string& value, const std::string& help) {
  add(m_app, name, value, help)->required();
}

void Arguments::positionals(const std::string& name, std::vector<std::string>& values,
                            const std::string& help) {
  add(m_app, name, values, help);
}

void Arguments::rest(std::vector<std::string>& values) {
  m_rest = &values;
}

struct CommandLine::State {
  struct Word {
    const VerbEntry* entry = nullptr;
    std::unique_ptr<Verb> verb;
    CLI::App* app = nullptr;
    std::unique_ptr<Arguments> arguments;
  };

  CLI::App app{"Containerised services as first-class CMake targets"};
  Arguments shared{app};
  Options options;
  std::vector<Word> words;

  void declare_shared();
  void declare_verbs(const std::vector<VerbEntry>& table);
  Word* chosen();
  Error explain(const CLI::Error& error);
  Error unknown_extra(const std::string& extra);
  std::optional<Error> refused_choice(const Arguments& arguments) const;
  std::vector<std::string> option_names(const CLI::App& of) const;
  std::vector<OptionDescription> describe(const Arguments& arguments) const;
};

void CommandLine::State::declare_shared() {
  shared.option("--manifest", options.manifest, "stack.json to read (CAISSON_MANIFEST)");
  shared.option("--instance", options.instance, "name of the instance (CAISSON_INSTANCE)");
  shared.option("--mode", options.mode, "mode to act on, else the default one");
  shared.options("--profile", options.profiles, "profile to switch on, may be repeated");
  shared.options("--backend", options.backends,
                 "what a service is for this start: <service>=container|process|external|mock "
                 "(CAISSON_<SERVICE>_BACKEND)");
  shared.option("--engine", options.engine,
                "embedded, or the endpoint of an engine (CAISSON_ENGINE)");
  shared.option("--format", options.format,
                "form of the data on stdout: text or json; graph has "
                "dot, mermaid, json and svg");
  shared.choice("--progress", options.progress, {"auto", "tty", "plain", "json", "quiet"},
                "how a run is told");
  shared.flag("--dry-run", options.dry_run, "say what would be done, do nothing");
  shared.flag("-v,--verbose", options.verbose, "say more on stderr");
}

void CommandLine::State::declare_verbs(const std::vector<VerbEntry>& table) {
  words.reserve(table.size());
  for (const auto& entry : table) {
    Word word;
    word.entry = &entry;
    word.verb = entry.make();
    word.app = app.add_subcommand(std::string(entry.name), std::string(entry.summary));
    word.app->fallthrough();
    word.app->footer("Example:\n  " + std::string(entry.example));
    if (entry.hidden) word.app->group("");
    word.arguments = std::make_unique<Arguments>(*word.app);
    word.verb->declare(*word.arguments);
    words.push_back(std::move(word));
  }
}

CommandLine::State::Word* CommandLine::State::chosen() {
  const auto found =
      std::find_if(words.begin(), words.end(), [](const Word& word) { return word.app->parsed(); });
  return found == words.end() ? nullptr : &*found;
}

std::vector<std::string> CommandLine::State::option_names(const CLI::App& of) const {
  std::vector<std::string> names;
  for (const CLI::Option* option : of.get_options()) {
    for (const auto& name : option->get_lnames())
      names.push_back("--" + name);
  }
  return names;
}

/// What CLI11 could not place: a verb that does not exist, an option with a typing error, or one
/// argument too many.
Error CommandLine::State::unknown_extra(const std::string& extra) {
  Word* word = chosen();
  if (extra.rfind('-', 0) == 0) {
    std::vector<std::string> known = option_names(app);
    if (word != nullptr) {
      const auto own = option_names(*word->app);
      known.insert(known.end(), own.begin(), own.end());
    }
    const std::string name = extra.substr(0, extra.find('='));
    const std::string near = nearest(name, known);
    return {ErrorKind::usage, "unknown option `" + name + "`", "",
            near.empty() ? "See `caisson --help`." : "did you mean `" + near + "`?"};
  }
  if (word != nullptr) {
    return {ErrorKind::usage, "`" + extra + "` is one argument too many", "",
            "See `caisson " + std::string(word->entry->name) + " --help`."};
  }
  std::vector<std::string> known;
  for (const auto& candidate : words) {
    if (!candidate.entry->hidden) known.emplace_back(candidate.entry->name);
  }
  return {ErrorKind::usage, "unknown verb `" + extra + "`", "", did_you_mean(extra, known)};
}

Error CommandLine::State::explain(const CLI::Error& error) {
  std::string remedy = "See `caisson --help`.";
  if (const Word* word = chosen()) {
    remedy = "See `caisson " + std::string(word->entry->name) + " --help`.";
  }
  std::string message = error.what();
  // CLI11 says "--mode: 1 required TEXT missing".
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    message = "`" + message.substr(0, message.find(':')) + "` wants a value";
  }
  return {ErrorKind::usage, message, "", remedy};
}

std::optional<Error> CommandLine::State::refused_choice(const Arguments& arguments) const {
  for (const auto& [option, allowed] : arguments.m_choices) {
    for (const auto& value : option->results()) {
      if (std::find(allowed.begin(), allowed.end(), value) != allowed.end()) continue;
      return Error{ErrorKind::usage, "unknown value `" + value + "`", option->get_name(),
                   did_you_mean(value, allowed)};
    }
  }
  return std::nullopt;
}

CommandLine::CommandLine(const std::vector<VerbEntry>& table) : m_state(std::make_unique<State>()) {
  m_state->app.name("caisson");
  m_state->app.require_subcommand(0, 1);
  m_state->app.footer("`caisson <verb> --help` shows a verb's own options and an example.");
  m_state->declare_shared();
  m_state->declare_verbs(table);
}

CommandLine::~CommandLine() = default;

Result<CommandLine::Parsed> CommandLine::parse(std::vector<std::string> arguments) {
  const auto mark = std::find(arguments.begin(), arguments.end(), "--");
  const bool marked = mark != arguments.end();
  std::vector<std::string> rest(marked ? mark + 1 : mark, arguments.end());
  arguments.erase(mark, arguments.end());
  // CLI11 takes its arguments from the back.
  std::reverse(arguments.begin(), arguments.end());
  try {
    m_state->app.parse(arguments);
  } catch (const CLI::CallForHelp&) {
    return Parsed{nullptr, m_state->app.help()};
  } catch (const CLI::ExtrasError&) {
    const auto extras = m_state->app.remaining(true);
    return m_state->unknown_extra(extras.empty() ? std::string() : extras.front());
  } catch (const CLI::Error& error) {
    return m_state->explain(error);
  }
  if (auto refused = m_state->refused_choice(m_state->shared)) return *refused;
  State::Word* word = m_state->chosen();
  if (word == nullptr) {
    return Error{ErrorKind::usage, "a verb is missing", "", "See `caisson --help`."};
  }
  if (auto refused = m_state->refused_choice(*word->arguments)) return *refused;
  const auto formats = word->verb->formats();
  std::string& format = m_state->options.format;
  if (format.empty()) format = formats.front();
  if (std::find(formats.begin(), formats.end(), format) == formats.end()) {
    return Error{ErrorKind::usage, "unknown value `" + format + "`", "--format",
                 did_you_mean(format, formats)};
  }
  if (word->arguments->m_rest != nullptr) {
    *word->arguments->m_rest = std::move(rest);
  } else if (marked) {
    return Error{ErrorKind::usage, "`" + std::string(word->entry->name) + "` takes no `--`", "",
                 "See `caisson " + std::string(word->entry->name) + " --help`."};
  }
  return Parsed{word->verb.get(), {}};
}

const Options& CommandLine::options() const {
  return m_state->options;
}

std::vector<OptionDescription> CommandLine::State::describe(const Arguments& arguments) const {
  std::vector<OptionDescription> described;
  for (const CLI::Option* option : arguments.m_app.get_options()) {
    OptionDescription description;
    for (const auto& name : option->get_lnames())
      description.names.push_back("--" + name);
    for (const auto& name : option->get_snames())
      description.names.push_back("-" + name);
    if (description.names.empty() || option == arguments.m_app.get_help_ptr()) continue;
    description.help = option->get_description();
    description.takes_value = option->get_items_expected_max() > 0;
    const auto found = arguments.m_choices.find(option);
    if (found != arguments.m_choices.end()) description.choices = found->second;
    described.push_back(std::move(description));
  }
  return described;
}

namespace {

bool takes_services(const CLI::App& app) {
  const auto options = app.get_options();
  return std::any_of(options.begin(), options.end(), [](const CLI::Option* option) {
    return option->get_positional() && option->get_name(true).find("service") != std::string::npos;
  });
}

}  // namespace

Description CommandLine::describe() const {
  Description description;
  description.shared = m_state->describe(m_state->shared);
  for (const auto& word : m_state->words) {
    if (word.entry->hidden) continue;
    VerbDescription verb;
    verb.name = word.entry->name;
    verb.summary = word.entry->summary;
    verb.options = m_state->describe(*word.arguments);
    verb.takes_services = takes_services(*word.app);
    description.verbs.push_back(std::move(verb));
  }
  return description;
}

}  // namespace caisson::cli
