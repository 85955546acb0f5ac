#include "cli/held_data.hpp"

#include "cli/backups.hpp"
#include "cli/bring_up.hpp"

namespace caisson::cli {

Result<HeldData> HeldData::make(Context& context, const std::string& verb) {
  const auto name = context.instance();
  if (!name) return name.error();
  auto instance = hold_instance(*name, verb);
  if (!instance) return instance.error();
  auto data = hold_data(context, verb);
  if (!data) return data.error();
  auto quiet = QuietSupervisor::make(*name);
  if (!quiet) return quiet.error();
  return HeldData(std::move(*instance), std::move(*data), std::move(*quiet));
}

}  // namespace caisson::cli
