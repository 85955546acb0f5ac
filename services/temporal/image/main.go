// Temporal's server and what prepares its databases, in one program, with Postgres as the only
// store. Upstream has a program each, and each carries every store: twice the size, and a minute more to compile.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"go.temporal.io/server/common/authorization"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/log"
	_ "go.temporal.io/server/common/persistence/sql/sqlplugin/postgresql" // registers the store
	"go.temporal.io/server/temporal"
	"go.temporal.io/server/tools/sql"
)

func main() {
	var err error
	switch name := filepath.Base(os.Args[0]); name {
	case "temporal-server":
		err = withSettings(serve)
	case "temporal-prepare":
		err = withSettings(prepare)
	case "temporal-sql-tool":
		err = sql.RunTool(os.Args)
	default:
		err = fmt.Errorf("`%s`: call this program as temporal-server, temporal-prepare or temporal-sql-tool", name)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "temporal:", err)
		os.Exit(1)
	}
}

// withSettings reads the configuration as upstream's server does when it is given no file: from its own template,
// filled from the environment.
func withSettings(run func(*config.Config) error) error {
	settings, err := config.Load(config.WithEmbedded())
	if err != nil {
		return fmt.Errorf("the environment makes no configuration: %w", err)
	}
	return run(settings)
}

func serve(settings *config.Config) error {
	logger := log.NewZapLogger(log.BuildZapLogger(settings.Log))
	authorizer, err := authorization.GetAuthorizerFromConfig(&settings.Global.Authorization)
	if err != nil {
		return err
	}
	claims, err := authorization.GetClaimMapperFromConfig(&settings.Global.Authorization, logger)
	if err != nil {
		return err
	}
	server, err := temporal.NewServer(
		temporal.ForServices(temporal.DefaultServices),
		temporal.WithConfig(settings),
		temporal.WithLogger(logger),
		temporal.InterruptOn(temporal.InterruptCh()),
		temporal.WithAuthorizer(authorizer),
		temporal.WithClaimMapper(func(*config.Config) authorization.ClaimMapper { return claims }),
	)
	if err != nil {
		return err
	}
	return server.Start()
}
