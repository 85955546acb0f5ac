#pragma once

#include <string_view>
#include <vector>

namespace caisson::import {

/// A recipe that comes with Caisson: the image can be made from it where no registry answers.
struct CatalogueEntry {
  std::string_view recipe;     ///< `postgres`, for `RECIPE caisson:postgres`
  std::string_view reference;  ///< what it stands in for, as the catalogue declares it
  std::string_view version;    ///< of it, as far as it counts; a word is a tag
  std::vector<std::string_view> bases;
};

const std::vector<CatalogueEntry>& catalogue();

/// The entry that stands in for a reference: of the same repository, with a tag that says the same
/// version as far as both go (`postgres:17`, `postgres:17.2-alpine`). A tag without a version
/// (`latest`) promises nothing that a recipe could keep. nullptr when there is none.
const CatalogueEntry* stand_in_for(std::string_view reference);

/// The entry of a recipe, one of `CatalogueEntry::bases`.
const CatalogueEntry& catalogue_entry(std::string_view recipe);

}  // namespace caisson::import
