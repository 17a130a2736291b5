package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"syscall"
)

// leaveProgramPages lets go of the pages of the program's own file: most of those that starting read are never looked at again, and the
// system, which keeps the file in its cache, gives the others back without reading the disk. Only pages that nobody can write are let go:
// what a program wrote into its data would be lost with them.
func leaveProgramPages() {
	self, err := os.Executable()
	if err != nil {
		return
	}
	maps, err := os.Open("/proc/self/maps")
	if err != nil {
		return
	}
	defer maps.Close() //nolint:errcheck // it was only read
	for lines := bufio.NewScanner(maps); lines.Scan(); {
		var from, to uintptr
		var may string
		if n, _ := fmt.Sscanf(lines.Text(), "%x-%x %s", &from, &to, &may); n == 3 && !strings.Contains(may, "w") && strings.HasSuffix(lines.Text(), " "+self) {
			_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, from, to-from, syscall.MADV_DONTNEED) // advice: refused, nothing is lost
		}
	}
}
