// kubectl, as upstream's program of this name puts it together. That one lies in the module of all of Kubernetes, whose
// go.mod replaces thirty others by folders beside it, so that nobody else can build it; what it is made of can be had.
package main

import (
	_ "k8s.io/client-go/plugin/pkg/client/auth" // registers the ways to sign in
	"k8s.io/component-base/cli"
	"k8s.io/kubectl/pkg/cmd"
	"k8s.io/kubectl/pkg/cmd/util"
)

func main() {
	if err := cli.RunNoErrOutput(cmd.NewDefaultKubectlCommand()); err != nil {
		util.CheckErr(err)
	}
}
