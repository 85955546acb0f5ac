#include "cli/completion_script.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace caisson::cli {
namespace {

std::string words_of(const std::vector<OptionDescription>& options) {
  std::vector<std::string> words;
  for (const auto& option : options)
    words.insert(words.end(), option.names.begin(), option.names.end());
  return join(words, " ");
}

std::string verbs_of(const Description& description) {
  std::vector<std::string> names;
  for (const auto& verb : description.verbs)
    names.push_back(verb.name);
  return join(names, " ");
}

/// Cases of a shell `case` on the word before the cursor: what an option's value may be.
std::string value_cases(const std::vector<OptionDescription>& options) {
  std::string cases;
  for (const auto& option : options) {
    if (!option.takes_value) continue;
    const std::string pattern = join(option.names, "|");
    std::string reply = "COMPREPLY=($(compgen -f -- \"$word\"))";
    if (!option.choices.empty()) {
      reply = fmt::format("COMPREPLY=($(compgen -W '{}' -- \"$word\"))", join(option.choices, " "));
    } else if (option.names.front() == "--mode") {
      reply = "COMPREPLY=($(compgen -W \"$(caisson completion modes 2>/dev/null)\" -- \"$word\"))";
    }
    cases += fmt::format("    {}) {}; return ;;\n", pattern, reply);
  }
  return cases;
}

std::string bash(const Description& description) {
  std::string script =
      "# caisson completion for bash: source <(caisson completion bash)\n"
      "_caisson() {\n"
      "  local word=\"${COMP_WORDS[COMP_CWORD]}\" before=\"${COMP_WORDS[COMP_CWORD-1]}\" verb= i\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    case \"${COMP_WORDS[i]}\" in\n";
  script += fmt::format("      {}) verb=\"${{COMP_WORDS[i]}}\"; break ;;\n",
                        join(split(verbs_of(description), ' '), "|"));
  script += "    esac\n  done\n  case \"$before\" in\n" + value_cases(description.shared);
  for (const auto& verb : description.verbs)
    script += value_cases(verb.options);
  script += "  esac\n  case \"$verb\" in\n";
  script += fmt::format("    '') COMPREPLY=($(compgen -W '{} {}' -- \"$word\")) ;;\n",
                        verbs_of(description), words_of(description.shared));
  for (const auto& verb : description.verbs) {
    const std::string services =
        verb.takes_services ? " $(caisson completion services 2>/dev/null)" : "";
    script +=
        fmt::format("    {}) COMPREPLY=($(compgen -W \"{} {}{}\" -- \"$word\")) ;;\n", verb.name,
                    words_of(verb.options), words_of(description.shared) + " --help", services);
  }
  return script + "  esac\n}\ncomplete -F _caisson caisson\n";
}

/// zsh runs bash completions through its own bridge (zshcompsys(1), bashcompinit).
std::string zsh(const Description& description) {
  return "#compdef caisson\n"
         "# caisson completion for zsh: source <(caisson completion zsh)\n"
         "autoload -U +X bashcompinit && bashcompinit\n" +
         bash(description);
}

std::string quoted(const std::string& text) {
  std::string result = "'";
  for (const char character : text) {
    if (character == '\'' || character == '\\') result += '\\';
    result += character;
  }
  return result + "'";
}

std::string fish_option(const OptionDescription& option, const std::string& condition) {
  std::string line = "complete -c caisson -f" + condition;
  for (const auto& name : option.names) {
    line += name.rfind("--", 0) == 0 ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  if (!option.choices.empty()) {
    line += " -x -a " + quoted(join(option.choices, " "));
  } else if (option.takes_value) {
    line += option.names.front() == "--mode" ? " -x -a '(caisson completion modes 2>/dev/null)'"
                                             : " -r -F";
  }
  return line + " -d " + quoted(option.help) + "\n";
}

std::string fish(const Description& description) {
  std::string script = "# caisson completion for fish: caisson completion fish | source\n";
  for (const auto& option : description.shared)
    script += fish_option(option, "");
  for (const auto& verb : description.verbs) {
    script += fmt::format("complete -c caisson -f -n __fish_use_subcommand -a {} -d {}\n",
                          verb.name, quoted(verb.summary));
    const std::string condition = fmt::format(" -n '__fish_seen_subcommand_from {}'", verb.name);
    for (const auto& option : verb.options)
      script += fish_option(option, condition);
    if (verb.takes_services) {
      script += fmt::format(
          "complete -c caisson -f{} -a '(caisson completion services "
          "2>/dev/null)'\n",
          condition);
    }
  }
  return script;
}

}  // namespace

Result<std::string> completion_script(const std::string& shell, const Description& description) {
  if (shell == "bash") return bash(description);
  if (shell == "zsh") return zsh(description);
  if (shell == "fish") return fish(description);
  return Error{ErrorKind::usage, "unknown shell `" + shell + "`", "",
               did_you_mean(shell, {"bash", "zsh", "fish"})};
}

}  // namespace caisson::cli
