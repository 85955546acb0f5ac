#include <cstdio>
#include <cstring>

#ifdef WITHOUT_DECLARATION
int main() {}
#else

#include <caisson/gtest/declaration.hpp>
#include <caisson/services/db.hpp>
#include <caisson/services/new.hpp>
#include <caisson/services/new_cache.hpp>

static_assert(caisson::services::db::port == 5432 && caisson::services::db::ports.at(1) == 5433);
static_assert(caisson::services::new_cache::ports.empty());
static_assert(caisson::services::new_::port == 1);

int main(int argc, char** argv) {
  if (argc > 1 && std::strcmp(argv[1], "--gtest_list_tests") == 0) {
    std::puts("Orders.\n  Adds\n  Removes\nValues/Orders.\n  Takes/0  # GetParam() = \"a;b\"");
    return 0;
  }
  const caisson::gtest::Declaration& told = caisson::gtest::declaration;
  std::printf("%s|%s|%s|%s|%s\n", told.manifest, told.instance, told.command, told.services,
              told.isolate);
}
#endif
