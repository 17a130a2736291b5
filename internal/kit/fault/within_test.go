package fault

import "testing"

func TestWithinCountsSigns(t *testing.T) {
	t.Parallel()
	var b Breaches
	b.Within("a", "éééé", 4)
	b.Within("b", "ééééé", 4)
	f, _ := As(b.Err())
	if len(f.Fields) != 1 || f.Fields[0].Name != "b" || f.Fields[0].Code != "fault.long" || f.Fields[0].Args["Is"] != 5 || f.Fields[0].Args["Max"] != 4 {
		t.Errorf("%+v", f.Fields)
	}
}
