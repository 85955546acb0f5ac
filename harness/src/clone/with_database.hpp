#pragma once

#include <map>
#include <string>

namespace caisson::clone {

/// An environment whose Postgres connection variables name the database `other` where they named
/// `base`, and is otherwise the same, byte for byte. Changed are
/// - URLs (`postgres://`, `postgresql://`, with a driver as in `postgresql+asyncpg://`, `jdbc:`)
///   whose path or `dbname` parameter is the base; all other parameters stay;
/// - libpq's `host=… dbname=…`, PDO's `pgsql:host=…;dbname=…`, Npgsql's `Host=…;Database=…`;
/// - a variable with exactly the base's name as its value, if its own name speaks of a database
///   (PGDATABASE, POSTGRES_DB, DB_NAME, ORDERS_DATABASE_NAME …) and not of another product's
///   (MYSQL_DATABASE).
/// A URL without a path is left alone, though its user's name is the database then.
std::map<std::string, std::string> with_database(const std::map<std::string, std::string>& env,
                                                 const std::string& base, const std::string& other);

}  // namespace caisson::clone
