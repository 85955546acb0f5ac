#include "model/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/json.hpp"
#include "base/text.hpp"

namespace caisson::model {
namespace {
using Json = nlohmann::json;

bool is_port(const Json& value) {
  return value.is_number_unsigned() && value.get<std::uint64_t>() >= 1 &&
         value.get<std::uint64_t>() <= 65535;
}

constexpr std::string_view k_a_port = "a port from 1 to 65535";

}  // namespace

std::string describe(const Json& value) {
  constexpr std::size_t k_longest = 60;
  if (value.is_object()) return "an object";
  if (value.is_array()) return "a list";
  const std::string text = dump_json(value);
  if (text.size() > k_longest) return value.is_string() ? "a long text" : "a long number";
  return fmt::format("`{}`", text);
}

Reader::Reader(const Json& value, std::string address, Problems& problems)
    : m_value(&value), m_address(std::move(address)), m_problems(&problems) {}

std::string Reader::address_of(std::string_view key) const {
  return m_address.empty() ? std::string(key) : fmt::format("{}.{}", m_address, key);
}

const Json* Reader::find(std::string_view key) {
  if (std::find(m_known.begin(), m_known.end(), key) == m_known.end()) m_known.push_back(key);
  const auto found = m_value->find(key);
  return found == m_value->end() || found->is_null() ? nullptr : &*found;
}

void Reader::problem(std::string_view key, std::string message, std::string remedy) {
  m_problems->push_back(
      Error{ErrorKind::manifest, std::move(message), address_of(key), std::move(remedy)});
}

void Reader::unexpected(std::string_view key, std::string_view expected, const Json& got) {
  problem(key, fmt::format("expected {}, got {}", expected, describe(got)));
}

void Reader::read(std::string_view key, std::string& into) {
  const Json* const value = find(key);
  if (value == nullptr) return;
  if (!value->is_string()) return unexpected(key, "text", *value);
  into = value->get_ref<const std::string&>();
}

void Reader::read(std::string_view key, bool& into) {
  const Json* const value = find(key);
  if (value == nullptr) return;
  if (!value->is_boolean()) return unexpected(key, "true or false", *value);
  into = value->get<bool>();
}

void Reader::read(std::string_view key, std::vector<std::string>& into) {
  const Json* const value = find(key);
  if (value == nullptr) return;
  if (!value->is_array()) return unexpected(key, "a list of texts", *value);
  for (std::size_t i = 0; i < value->size(); ++i) {
    const Json& item = (*value)[i];
    if (item.is_string()) {
      into.push_back(item.get_ref<const std::string&>());
    } else {
      unexpected(fmt::format("{}[{}]", key, i), "text", item);
    }
  }
}

void Reader::read(std::string_view key, std::map<std::string, std::string>& into) {
  const Json* const value = find(key);
  if (value == nullptr) return;
  if (!value->is_object()) return unexpected(key, "an object of texts", *value);
  for (const auto& [name, item] : value->items()) {
    if (item.is_string()) {
      into.emplace(name, item.get_ref<const std::string&>());
    } else {
      unexpected(fmt::format("{}.{}", key, name), "text", item);
    }
  }
}

void Reader::read(std::string_view key,
                  std::map<std::string, std::map<std::string, std::string>>& into) {
  const Json* const value = find(key);
  if (value == nullptr) return;
  if (!value->is_object()) return unexpected(key, "an object of objects", *value);
  Reader inner(*value, address_of(key), *m_problems);
  for (const auto& [name, item] : value->items())
    inner.read(name, into[name]);
}

void Reader::read_port(std::string_view key, std::uint16_t& into) {
  const Json* const value = find(key);
  if (value == nullptr) return problem(key, fmt::format("is missing: expected {}", k_a_port));
  if (!is_port(*value)) return unexpected(key, k_a_port, *value);
  into = value->get<std::uint16_t>();
}

void Reader::read_ports(std::string_view key, std::vector<std::uint16_t>& into) {
  const Json* const value = find(key);
  if (value == nullptr) return;
  if (!value->is_array()) return unexpected(key, "a list of ports", *value);
  for (std::size_t i = 0; i < value->size(); ++i) {
    const Json& item = (*value)[i];
    if (is_port(item)) {
      into.push_back(item.get<std::uint16_t>());
    } else {
      unexpected(fmt::format("{}[{}]", key, i), k_a_port, item);
    }
  }
}

void Reader::read_number(std::string_view key, std::int64_t least, std::int64_t& into) {
  const Json* const value = find(key);
  if (value == nullptr) return;
  const bool fits = value->is_number_integer() &&
                    (!value->is_number_unsigned() ||
                     value->get<std::uint64_t>() <=
                         static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
  if (!fits || value->get<std::int64_t>() < least) {
    return unexpected(key, fmt::format("a whole number of at least {}", least), *value);
  }
  into = value->get<std::int64_t>();
}

void Reader::read_number(std::string_view key, int least, int& into) {
  std::int64_t wide = into;
  read_number(key, std::int64_t{least}, wide);
  if (wide > std::numeric_limits<int>::max()) {
    return problem(key, fmt::format("`{}` is too big", wide));
  }
  into = static_cast<int>(wide);
}

void Reader::read_amount(std::string_view key, double& into) {
  const Json* const value = find(key);
  if (value == nullptr) return;
  if (!value->is_number() || value->get<double>() < 0) {
    return unexpected(key, "a number of at least 0", *value);
  }
  into = value->get<double>();
}

void Reader::read_milliseconds(std::string_view key, Duration& into) {
  constexpr double k_longest = 1e12;  // 31 years: far from the end of Duration
  const Json* const value = find(key);
  if (value == nullptr) return;
  const bool fits =
      value->is_number() && value->get<double>() > 0 && value->get<double>() < k_longest;
  if (!fits) return unexpected(key, "a positive number of milliseconds", *value);
  into = std::chrono::duration_cast<Duration>(
      std::chrono::duration<double, std::milli>(value->get<double>()));
}

void Reader::read_milliseconds_if_any(std::string_view key, std::optional<Duration>& into) {
  const Json* const value = find(key);
  if (value == nullptr || (value->is_number() && value->get<double>() == 0.0)) return;
  Duration read{};
  const std::size_t before = m_problems->size();
  read_milliseconds(key, read);
  if (m_problems->size() == before) into = read;
}

void Reader::require(std::string_view key, std::string& into) {
  const std::size_t before = m_problems->size();
  read(key, into);
  if (into.empty() && m_problems->size() == before) {
    problem(key, "is missing: expected text");
  }
}

void Reader::require(std::string_view key, std::vector<std::string>& into) {
  const std::size_t before = m_problems->size();
  read(key, into);
  if (into.empty() && m_problems->size() == before) {
    problem(key, "is missing: expected a list of texts");
  }
}

void Reader::each(std::string_view key, const std::function<void(Reader&)>& item) {
  const Json* const value = find(key);
  if (value == nullptr) return;
  if (!value->is_array()) return unexpected(key, "a list of objects", *value);
  for (std::size_t i = 0; i < value->size(); ++i) {
    const std::string indexed = fmt::format("{}[{}]", key, i);
    if (!(*value)[i].is_object()) {
      unexpected(indexed, "an object", (*value)[i]);
      continue;
    }
    Reader reader((*value)[i], address_of(indexed), *m_problems);
    item(reader);
    reader.finish();
  }
}

void Reader::each_named(std::string_view key,
                        const std::function<void(const std::string&, Reader&)>& item) {
  within(key, [&](Reader& group) {
    group.m_any_key = true;
    for (const auto& [name, value] : group.m_value->items()) {
      if (!value.is_object()) {
        group.unexpected(name, "an object", value);
        continue;
      }
      Reader reader(value, group.address_of(name), *m_problems);
      item(name, reader);
      reader.finish();
    }
  });
}

void Reader::each_key(std::string_view key,
                      const std::function<void(const std::string&, Reader&)>& member) {
  within(key, [&](Reader& object) {
    object.m_any_key = true;
    for (const auto& [name, value] : object.m_value->items())
      member(name, object);
  });
}

void Reader::within(std::string_view key, const std::function<void(Reader&)>& inner) {
  const Json* const value = find(key);
  if (value == nullptr) return;
  if (!value->is_object()) return unexpected(key, "an object", *value);
  Reader reader(*value, address_of(key), *m_problems);
  inner(reader);
  reader.finish();
}

void Reader::finish() {
  if (m_any_key) return;
  for (const auto& [key, value] : m_value->items()) {
    const bool known = std::find(m_known.begin(), m_known.end(), key) != m_known.end();
    if (!known)
      problem(key, "is an unknown key", did_you_mean(key, {m_known.begin(), m_known.end()}));
  }
}

}  // namespace caisson::model
