package main

import (
	"fmt"
	"net"
	"os"

	"go.temporal.io/server/common/config"
	"go.temporal.io/server/schema/sqlite"
	"go.temporal.io/server/tools/sql"
)

// The stores of the configuration, and the schema each wants.
var stores = []struct{ name, schema string }{
	{"default", "postgresql/v12/temporal"},
	{"visibility", "postgresql/v12/visibility"},
}

// prepare makes the databases, brings their schemas to this version and adds a namespace. What is there already stays,
// so it can run before every start.
func prepare(settings *config.Config) error {
	for _, store := range stores {
		source := settings.Persistence.DataStores[store.name].SQL
		if source == nil {
			return fmt.Errorf("store `%s` is no SQL database: set DB=postgres12", store.name)
		}
		if err := bringUp(*source, store.schema); err != nil {
			return fmt.Errorf("database `%s` at %s: %w", source.DatabaseName, source.ConnectAddr, err)
		}
	}
	name := os.Getenv("DEFAULT_NAMESPACE")
	if name == "" {
		name = "default"
	}
	namespace, err := sqlite.NewNamespaceConfig(settings.ClusterMetadata.CurrentClusterName, name, false, nil)
	if err != nil {
		return err
	}
	// Named for SQLite, but it speaks to whichever store it is given.
	return sqlite.CreateNamespaces(settings.Persistence.DataStores["default"].SQL, namespace)
}

func bringUp(source config.SQL, schema string) error {
	host, port, err := net.SplitHostPort(source.ConnectAddr)
	if err != nil {
		return err
	}
	tool := []string{
		"temporal-sql-tool", "--plugin", source.PluginName, "--endpoint", host, "--port", port,
		"--user", source.User, "--password", source.Password, "--database", source.DatabaseName,
	}
	for _, step := range [][]string{
		{"create-database", "--defaultdb", "postgres"},
		{"setup-schema", "--version", "0.0"},
		{"update-schema", "--schema-name", schema},
	} {
		// It ends this program with 1 when it fails, and says why.
		if err := sql.RunTool(append(tool[:len(tool):len(tool)], step...)); err != nil {
			return err
		}
	}
	return nil
}
