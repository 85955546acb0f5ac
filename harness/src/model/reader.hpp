#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "model/problems.hpp"

namespace caisson::model {

/// One object of the manifest under its address. Each `read` takes a key, leaves the default when
/// it is absent, and writes a problem instead of a value of the wrong type; `finish` reports the
/// keys nobody asked for.
class Reader {
 public:
  /// `value` outlives the reader.
  Reader(const nlohmann::json& value, std::string address, Problems& problems);

  const std::string& address() const { return m_address; }
  std::string address_of(std::string_view key) const;

  /// The value of a key, which counts as known from now on; nullptr when absent or null. Keys are
  /// literals: they outlive the reader.
  const nlohmann::json* find(std::string_view key);
  bool has(std::string_view key) { return find(key) != nullptr; }
  void problem(std::string_view key, std::string message, std::string remedy = {});

  void read(std::string_view key, std::string& into);
  void read(std::string_view key, bool& into);
  void read(std::string_view key, std::vector<std::string>& into);
  void read(std::string_view key, std::map<std::string, std::string>& into);
  void read(std::string_view key, std::map<std::string, std::map<std::string, std::string>>& into);
  /// A container or host port, 1 to 65535.
  void read_port(std::string_view key, std::uint16_t& into);
  void read_ports(std::string_view key, std::vector<std::uint16_t>& into);
  /// A whole number, at least `least`.
  void read_number(std::string_view key, std::int64_t least, std::int64_t& into);
  void read_number(std::string_view key, int least, int& into);
  /// A number of at least 0.
  void read_amount(std::string_view key, double& into);
  /// Milliseconds, more than 0.
  void read_milliseconds(std::string_view key, Duration& into);
  /// The same, and 0 counts as absent.
  void read_milliseconds_if_any(std::string_view key, std::optional<Duration>& into);

  /// A text, or a list of texts, that must be there and not be empty.
  void require(std::string_view key, std::string& into);
  void require(std::string_view key, std::vector<std::string>& into);

  /// Calls `item` with a reader of each object of a list or of an object of objects.
  void each(std::string_view key, const std::function<void(Reader&)>& item);
  void each_named(std::string_view key,
                  const std::function<void(const std::string& name, Reader&)>& item);
  /// Calls `member` with each key of the object under `key` and a reader of that object.
  void each_key(std::string_view key,
                const std::function<void(const std::string& name, Reader& object)>& member);
  /// Calls `inner` with a reader of the object under `key`, if there is one.
  void within(std::string_view key, const std::function<void(Reader&)>& inner);

  /// Which keys are right cannot be said, so none is called unknown.
  void accept_any_key() { m_any_key = true; }
  void finish();

 private:
  void unexpected(std::string_view key, std::string_view expected, const nlohmann::json& got);

  const nlohmann::json* m_value;
  std::string m_address;
  Problems* m_problems;
  std::vector<std::string_view> m_known;
  bool m_any_key = false;
};

/// How a value is shown in a message: itself when short and simple, else what it is.
std::string describe(const nlohmann::json& value);

}  // namespace caisson::model
