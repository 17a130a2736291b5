package ui

import "testing"

func TestMinifyKeepsWhatCounts(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, css, want string }{
		{"space and comments go", "/* a */\n.a , .b {\n  color : red;\n}\n", ".a,.b{color :red}"},
		{"a space between two parts of a selector stays", ".foot :focus-visible { x: y }", ".foot :focus-visible{x:y}"},
		{"a space around a sign stays", ".a { width: calc(1px + 2px); }", ".a{width:calc(1px + 2px)}"},
		{"strings stay as they are", `.a::before { content: ";  } /* b */ "; }`, `.a::before{content:";  } /* b */ "}`},
		{"neighbours", ".a > * + * { x: y; }", ".a>* + *{x:y}"},
		{"a comment parts two words", "a/* x */b{}", "a b{}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := minify(tt.css); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}
