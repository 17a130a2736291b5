package sms

import (
	"context"
	"encoding/json"
	"net/http"
)

// jsonGateway is any gateway that takes a message as JSON: a service, or a script that passes it on to a phone in a drawer (gammu).
//
// It is asked with POST, "Authorization: Bearer <secret>", and {"id": "…", "to": "+33612345678", "text": "…"}. What it answers: 2xx, the
// message is on its way; 401, 402 and 403, the secret or the credit is wrong, it is asked again later; 408, 429 and 503, it did nothing and is
// asked again later; any other 4xx, never to be asked again; any other 5xx, or no answer, nobody knows, and it isn't asked again. The id
// stays the same when it is asked again.
type jsonGateway struct {
	address, token string
	client         *http.Client
}

// Send hands a message over.
func (g *jsonGateway) Send(ctx context.Context, m Message) error {
	body, err := json.Marshal(map[string]string{"id": m.ID, "to": string(m.To), "text": m.Text})
	if err != nil {
		return Permanent{err}
	}
	head := map[string]string{"Authorization": "Bearer " + g.token, "Content-Type": "application/json"}
	return ask(ctx, g.client, http.MethodPost, g.address, head, string(body), nil)
}
