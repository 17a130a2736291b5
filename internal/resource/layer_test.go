package resource_test

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"mitoyen/internal/kit/id"
	"mitoyen/internal/resource"
)

func ptr[T any](v T) *T { return &v }

// The nearer one wins, field by field; what nobody says stays as it was below.
func TestTheMostSpecificRuleWins(t *testing.T) {
	t.Parallel()
	residents := id.New[resource.MemberGroup]()
	members := resource.Audience{Members: true}
	week := func(minutes int) []resource.Quota { return []resource.Quota{{Per: resource.Week, Minutes: minutes}} }
	for _, c := range []struct {
		name              string
		place, kind, own  resource.Layer
		forAll, nearGroup resource.Layer // of a group: for the whole place, for the resource
		want              resource.Rules
	}{
		{name: "nobody says anything"},
		{name: "the place alone", place: resource.Layer{Notice: ptr(60), Who: &members}, want: resource.Rules{Notice: 60, Who: members}},
		{name: "the kind over the place", place: resource.Layer{Notice: ptr(60), Gap: ptr(15)}, kind: resource.Layer{Notice: ptr(120)}, want: resource.Rules{Notice: 120, Gap: 15}},
		{name: "the resource over both", place: resource.Layer{Notice: ptr(60)}, kind: resource.Layer{Notice: ptr(120)}, own: resource.Layer{Notice: ptr(5)}, want: resource.Rules{Notice: 5}},
		{name: "nothing at all, said by the resource, counts", place: resource.Layer{Notice: ptr(60), Sign: ptr(true)}, own: resource.Layer{Notice: ptr(0), Sign: ptr(false)}},
		{name: "the group over the resource", own: resource.Layer{Horizon: ptr(30)}, forAll: resource.Layer{Horizon: ptr(90)}, want: resource.Rules{Horizon: 90}},
		{name: "the group's rule for the resource over its rule for the place", forAll: resource.Layer{Ahead: ptr(3)}, nearGroup: resource.Layer{Ahead: ptr(9)}, want: resource.Rules{Ahead: 9}},
		{name: "a group without a word leaves all as it is", own: resource.Layer{Age: ptr(16), Approve: ptr(true)}, forAll: resource.Layer{Approve: ptr(false)}, want: resource.Rules{Age: 16}},
		{name: "each period of a quota is a field", place: resource.Layer{Quotas: append(week(480), resource.Quota{Per: resource.Day, Count: 1})}, own: resource.Layer{Quotas: week(120)},
			want: resource.Rules{Quotas: []resource.Quota{{Per: resource.Day, Count: 1}, {Per: resource.Week, Minutes: 120}}}},
		{name: "a quota that is lifted", place: resource.Layer{Quotas: week(480)}, forAll: resource.Layer{Quotas: week(0)}, want: resource.Rules{}},
		{name: "who may book is one field", place: resource.Layer{Who: &members}, own: resource.Layer{Who: &resource.Audience{Groups: []resource.GroupID{residents}}}, want: resource.Rules{Who: resource.Audience{Groups: []resource.GroupID{residents}}}},
		{name: "lengths in minutes leave nights alone", place: resource.Layer{Max: ptr(240), Step: ptr(60)}, own: resource.Layer{Mode: ptr(resource.Nights), Arrive: ptr(resource.Minute(1020))}, forAll: resource.Layer{Max: ptr(120)},
			want: resource.Rules{Mode: resource.Nights, Arrive: 1020}},
		{name: "what a resource is, nobody says for it", place: resource.Layer{Mode: ptr(resource.Slots), Slots: []resource.Slot{{From: 540, To: 720}}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := resource.Resource{ID: id.New[resource.Resource](), Kind: resource.Room, Own: c.own, Below: []resource.Layer{c.place, c.kind}, Rules: resource.Merge(c.own, []resource.Layer{c.place, c.kind}, nil)}
			near := resource.Reach{Resource: r.ID, Group: residents}
			got := r.For([]resource.GroupID{residents}, []resource.GroupRule{{Reach: resource.Reach{Group: residents}, Layer: c.forAll},
				{Reach: resource.Reach{Group: residents, Kind: resource.Machine}, Layer: resource.Layer{Notice: ptr(999)}}, {Reach: near, Layer: c.nearGroup}}).Rules
			if len(got.Quotas) == 0 {
				got.Quotas = nil
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

// Of somebody in two groups, the earlier group has the last word.
func TestTheEarlierGroupWins(t *testing.T) {
	t.Parallel()
	first, second := id.New[resource.MemberGroup](), id.New[resource.MemberGroup]()
	rule := func(g resource.GroupID, ahead int) resource.GroupRule {
		return resource.GroupRule{Reach: resource.Reach{Group: g}, Layer: resource.Layer{Ahead: &ahead}}
	}
	for _, above := range [][]resource.GroupRule{{rule(first, 1), rule(second, 2)}, {rule(second, 2), rule(first, 1)}} {
		if got := (resource.Resource{}).For([]resource.GroupID{first, second}, above).Rules.Ahead; got != 1 {
			t.Errorf("ahead is %d", got)
		}
	}
}

// Each rule can be said by a layer: a field that Merge or Saying forgot would never be kept.
func TestALayerSaysEachRule(t *testing.T) {
	t.Parallel()
	rules, layer := reflect.TypeFor[resource.Rules](), reflect.TypeFor[resource.Layer]()
	var missing []string
	for f := range rules.NumField() {
		if _, ok := layer.FieldByName(rules.Field(f).Name); !ok {
			missing = append(missing, rules.Field(f).Name)
		}
	}
	if len(missing) > 0 || layer.NumField() != rules.NumField() {
		t.Fatalf("no layer says %v", missing)
	}
	full := resource.Rules{Step: 5, Min: 10, Max: 20, Slots: []resource.Slot{{From: 1, To: 2}}, Arrive: 3, Leave: 4, Days: 5, Notice: 6, Horizon: 7, Buffer: 8, Ahead: 9, Gap: 10,
		Quotas: []resource.Quota{{Per: resource.Day, Count: 1}}, Cancel: 11, Repeat: 15, NoShow: 14, Sign: true, Alone: true, Who: resource.Audience{Members: true}, Age: 12, Guardian: 13, Authorise: true, Approve: true,
		Key: true, Referent: true, Lone: resource.LoneNever}
	v := reflect.ValueOf(full)
	for f := range v.NumField() {
		if name := rules.Field(f).Name; name != "Mode" && v.Field(f).IsZero() {
			t.Errorf("say something of %s here", name)
		}
	}
	if got := resource.Merge(resource.Saying(full), nil, nil); !reflect.DeepEqual(got, full) {
		t.Errorf("said and heard: %+v", got)
	}
}

// Whatever layers say, each number is that of the last one that says it.
func TestMergeHearsTheLastWord(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		draw := func(name string) resource.Layer {
			var l resource.Layer
			if rapid.Bool().Draw(rt, name+" says notice") {
				l.Notice = ptr(rapid.IntRange(0, 3).Draw(rt, name+" notice"))
			}
			if rapid.Bool().Draw(rt, name+" says max") {
				l.Max = ptr(rapid.IntRange(0, 3).Draw(rt, name+" max"))
			}
			return l
		}
		below, own, above := []resource.Layer{draw("place"), draw("kind")}, draw("own"), []resource.Layer{draw("second group"), draw("first group")}
		notice, most := 0, 0
		for _, l := range slices.Concat(below, []resource.Layer{own}, above) {
			if l.Notice != nil {
				notice = *l.Notice
			}
			if l.Max != nil {
				most = *l.Max
			}
		}
		if got := resource.Merge(own, below, above); got.Notice != notice || got.Max != most {
			rt.Errorf("got %d and %d, want %d and %d", got.Notice, got.Max, notice, most)
		}
	})
}
