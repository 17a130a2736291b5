package hook_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"mitoyen/internal/kit/hook"
)

func TestOnlyThePublicInternetIsCalled(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"1.1.1.1": true, "93.184.216.34": true, "2606:4700::1111": true, "::ffff:1.1.1.1": true,
		"127.0.0.1": false, "127.9.9.9": false, "0.0.0.0": false, "0.1.2.3": false, "10.1.2.3": false, "172.16.0.1": false, "172.31.255.255": false, "192.168.1.1": false,
		"169.254.169.254": false, "100.64.0.1": false, "192.0.0.8": false, "198.18.0.1": false, "224.0.0.1": false, "240.0.0.1": false, "255.255.255.255": false,
		"::": false, "::1": false, "::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "fe80::1": false, "fe80::1%eth0": false, "fc00::1": false, "fd12::1": false, "ff02::1": false,
		"64:ff9b::7f00:1": false, "2002:7f00:1::": false, "2001:db8::1": false, "fec0::1": false,
	} {
		if got := hook.Public(netip.MustParseAddr(text)); got != want {
			t.Errorf("%s is public: %v, want %v", text, got, want)
		}
	}
}

func TestWhichAddressesAreTaken(t *testing.T) {
	t.Parallel()
	outside, inside := hook.New(false), hook.New(true)
	for text, want := range map[string]string{
		"https://example.org/hook?a=1": "both", "https://example.org:8443/": "both",
		"http://127.0.0.1:8080/x": "inside", "https://127.0.0.1/": "inside", "https://[::1]/": "inside", "https://localhost/": "inside", "https://a.LOCALHOST./": "inside", "https://printer.local/": "inside",
		"http://example.org/": "inside", "https://169.254.169.254/latest": "inside",
		"": "", "example.org": "", "ftp://example.org/": "", "https://": "", "https:///x": "", "https://me:secret@example.org/": "", "https://example.org/#a": "", "https:example.org": "", "javascript:alert(1)": "",
		"https://example.org/" + strings.Repeat("a", 500): "",
	} {
		_, out := outside.Address(text)
		_, in := inside.Address(text)
		if got := map[[2]bool]string{{true, true}: "both", {false, true}: "inside", {false, false}: "", {true, false}: "outside"}[[2]bool{out, in}]; got != want {
			t.Errorf("%q is taken %q, want %q", text, got, want)
		}
	}
}

// This machine is never asked, and a redirect isn't followed; what goes wrong is told apart.
func TestWhatGoesWrong(t *testing.T) {
	t.Parallel()
	heard := make(chan string, 10)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		heard <- r.URL.Path
		switch r.URL.Path {
		case "/elsewhere":
			http.Redirect(w, r, "/private", http.StatusTemporaryRedirect)
		case "/no":
			w.WriteHeader(http.StatusInternalServerError)
		case "/long":
			w.Write(make([]byte, 1<<20)) //nolint:errcheck // it hangs up
		}
	}))
	defer server.Close()
	_, port, err := net.SplitHostPort(strings.TrimPrefix(server.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	for _, address := range []string{"https://127.0.0.1:" + port + "/x", "https://localhost:" + port + "/x"} {
		if status, why := hook.New(false).Post(ctx, address, nil, nil); why != hook.Private || status != 0 {
			t.Errorf("%s: %d %q", address, status, why)
		}
	}
	if len(heard) > 0 {
		t.Errorf("this machine was asked for %s", <-heard)
	}
	inside := hook.New(true)
	for path, want := range map[string]hook.Failure{"/": "", "/long": "", "/no": hook.Refused, "/elsewhere": hook.Redirects} {
		if status, why := inside.Post(ctx, server.URL+path, nil, []byte("{}")); why != want || status == 0 {
			t.Errorf("%s: %d %q, want %q", path, status, why, want)
		}
	}
	close(heard)
	for path := range heard {
		if path == "/private" {
			t.Error("a redirect was followed")
		}
	}
	if _, why := inside.Post(ctx, "http://127.0.0.1:1/", nil, nil); why != hook.Unreachable {
		t.Errorf("nobody there: %q", why)
	}
	if _, why := inside.Post(ctx, strings.Replace(server.URL, "http:", "https:", 1), nil, nil); why != hook.Untrusted {
		t.Errorf("no TLS: %q", why)
	}
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	defer secure.Close()
	if _, why := inside.Post(ctx, secure.URL, nil, nil); why != hook.Untrusted {
		t.Errorf("a certificate of its own: %q", why)
	}
}

func TestSignature(t *testing.T) {
	t.Parallel()
	// Computed with: printf '1764442800.{"id":1}' | openssl dgst -sha256 -hmac secret
	const want = "t=1764442800,v1=865ad1f2813f305718c25da419ca64255a7255bc79f025947dd3e22233851557"
	got := hook.Signature(time.Unix(1764442800, 0), []byte(`{"id":1}`), "secret")
	if got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if two := hook.Signature(time.Unix(1764442800, 0), []byte(`{"id":1}`), "secret", "former"); !strings.HasPrefix(two, want+",v1=") {
		t.Errorf("with two: %s", two)
	}
}
