package main

import "context"

type importCmd struct {
	Places importPlacesCmd `cmd:"" help:"Places of a census."`
}

type importPlacesCmd struct {
	storage
	File string `arg:"" help:"CSV or JSON file." type:"existingfile"`
}

func (c *importPlacesCmd) Run(ctx context.Context) error { return nil }
