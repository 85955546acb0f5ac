// Reads a compose file with the loader of the Compose Specification's reference implementation, all of its checks on, and
// prints what it has understood as JSON. Everything that the loader refuses or warns of is an error.
//
//	compose-go <file> <environment file>   (the file's text comes from standard input)
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/sirupsen/logrus"
)

func main() {
	if err := load(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "compose-go:", err)
		os.Exit(1)
	}
}

func load(file, environmentFile string) error {
	var warnings bytes.Buffer
	logrus.SetOutput(&warnings)
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	environment, err := dotenv.Read(environmentFile)
	if err != nil {
		return err
	}
	project, err := loader.LoadWithContext(context.Background(), types.ConfigDetails{
		WorkingDir:  filepath.Dir(file),
		ConfigFiles: []types.ConfigFile{{Filename: file, Content: text}},
		Environment: environment,
	}, loader.WithProfiles([]string{"*"}))
	if err != nil {
		return err
	}
	if warnings.Len() > 0 {
		return errors.New(warnings.String())
	}
	document, err := project.MarshalJSON()
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(document)
	return err
}
