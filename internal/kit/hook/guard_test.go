package hook

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A name says one thing when it is typed and another when it is dialled: what counts is the address that is dialled.
func TestANameThatLeadsHomeIsRefusedWhenDialled(t *testing.T) {
	t.Parallel()
	heard := make(chan struct{}, 1)
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { heard <- struct{}{} }))
	defer server.Close()
	_, port, err := net.SplitHostPort(strings.TrimPrefix(server.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	c := New(false)
	// A name server of the attacker's answers with this machine: the dialer resolves, and the guard sees where it leads.
	transport := c.client.Transport.(*http.Transport)
	guarded := transport.DialContext
	transport.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return guarded(ctx, network, "localhost:"+port)
	}
	if status, why := c.Post(context.Background(), "https://hooks.example.org:"+port+"/", nil, []byte("{}")); why != Private || status != 0 {
		t.Errorf("%d %q", status, why)
	}
	if len(heard) > 0 {
		t.Error("this machine was asked")
	}
}
