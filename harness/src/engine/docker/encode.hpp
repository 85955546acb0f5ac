#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.hpp"

namespace caisson::engine::docker {

/// The body of POST /containers/create. Only the first network is in it: engines before API 1.44
/// take no more there. A leashed container needs the volume its process 1 comes from, and has its
/// whole command line in `spec`.
std::string encode_container(const ContainerSpec& spec, const std::string& leash_volume = {});

/// The body of POST /networks/create: a bridge with the subnet asked for.
std::string encode_network(const NetworkSpec& spec);

/// The body of POST /networks/<name>/connect.
std::string encode_attachment(const std::string& container, const Attachment& attachment);

/// The body of POST /containers/<id>/exec.
std::string encode_exec(const std::vector<std::string>& argv, bool terminal);
std::string encode_piped_exec(const ExecSpec& spec);

/// The `filters` parameter: every label, an empty value standing for any.
std::string encode_label_filter(const Labels& having);

/// The same for /events: containers' events we understand.
std::string encode_event_filter(const Labels& having);

std::string encode_map(const std::map<std::string, std::string>& map);

/// A LABEL instruction for the `changes` parameter of an import. Nothing in it is expanded by the
/// engine; a line feed cannot be written in one (ErrorKind::usage).
Result<std::string> encode_label_instruction(const std::string& key, const std::string& value);

/// `name`, `tag` (or digest) as /images/create wants them; without a tag "latest", because the
/// engine would otherwise pull every tag there is.
struct Reference {
  std::string name;
  std::string tag;
};
Reference split_reference(std::string_view reference);

}  // namespace caisson::engine::docker
