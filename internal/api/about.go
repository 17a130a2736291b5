package api

// about is the beginning of the OpenAPI document.
const about = `Read the directory of third places, see what they lend and when it is free, and book.

Everything here goes through the same doors as the pages: the same rules, told all at once, in plain language and with a way out.

**Who asks.** What anybody may read needs no token. Bookings need a personal token, sent as "Authorization: Bearer mty_…". Cookies open nothing here.

**Languages.** Sentences are French, or English with "Accept-Language: en". Codes never change with the language.

**Times** are RFC 3339 with an offset. They are answered on the wall of the place. Days are dates.

**Problems** are "application/problem+json" (RFC 9457) with a stable "code" and, where rules are in the way, all of them in "breaches".

**Once.** What books wants an "Idempotency-Key": sent twice with the same key and body, it is done once, and answered alike.

**Pages of a list.** Where "next" stands in an answer, the same question with "cursor" set to it goes on.`

// scheme is the name of how one says who asks.
const scheme = "token"
