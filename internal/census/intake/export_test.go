package intake

// Tests don't wait for the clock to see progress.
func init() { progressEvery = 0 }
