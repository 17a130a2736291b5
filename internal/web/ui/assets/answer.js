// Answering a survey on a poor line. Every page works without this file.
//
// <survey-answer> keeps what is typed on this phone until the server has it: in sessionStorage, by the page's address, and gone once it has
// arrived. When there is no line, it says so and sends again when the line is back. <survey-rank> moves options up and down.

const PREFIX = 'mitoyen-survey ';

class SurveyAnswer extends HTMLElement {
  connectedCallback() {
    if ('clear' in this.dataset) {
      for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
      return;
    }
    this.form = this.querySelector('form');
    this.says = this.querySelector('[role=status]');
    this.key = PREFIX + new URL(this.form.action).pathname;
    this.restore();
    for (const type of ['input', 'change']) this.form.addEventListener(type, () => this.keep());
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.send();
    });
    addEventListener('online', () => this.waits && this.send());
  }

  fields() {
    return [...new FormData(this.form)].filter(([, value]) => typeof value === 'string');
  }

  keep() {
    try {
      sessionStorage.setItem(this.key, JSON.stringify(this.fields()));
    } catch {
      // no room, or not allowed: the form still works
    }
  }

  forget() {
    try {
      sessionStorage.removeItem(this.key);
    } catch {
      // nothing was kept
    }
  }

  restore() {
    let kept;
    try {
      kept = JSON.parse(sessionStorage.getItem(this.key));
    } catch {
      return;
    }
    if (!kept) return;
    for (const field of this.form.elements) {
      if (!field.name || field.type === 'hidden') continue;
      const values = kept.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === 'checkbox' || field.type === 'radio') field.checked = values.includes(field.value);
      else if (values.length > 0) field.value = values[0];
    }
  }

  async send() {
    this.keep();
    if (!navigator.onLine) return this.wait();
    if (this.sending) return;
    this.sending = true;
    try {
      const answer = await fetch(this.form.action, { method: 'POST', body: new URLSearchParams(this.fields()), headers: { Accept: 'application/json' }, signal: AbortSignal.timeout(20000) });
      if (answer.ok && answer.headers.get('Content-Type') === 'application/json') {
        const { to } = await answer.json();
        this.forget();
        location.assign(to);
        return;
      }
      this.forget();
      if (answer.status === 422 && answer.headers.get('Content-Type').startsWith('text/html')) return this.refused(await answer.text());
      this.form.submit(); // something else: the server's own page says what
    } catch {
      this.wait();
      setTimeout(() => this.waits && this.send(), 5000);
    } finally {
      this.sending = false;
    }
  }

  // The server's own page says why. It has come already: sending again would have it refused twice.
  refused(html) {
    const page = new DOMParser().parseFromString(html, 'text/html');
    const main = document.adoptNode(page.querySelector('main'));
    document.title = page.title;
    document.querySelector('main').replaceWith(main);
    scrollTo(0, 0);
    main.querySelector('[autofocus]')?.focus();
  }

  wait() {
    this.waits = true;
    this.says.classList.add('net');
    this.says.textContent = this.dataset.lost;
  }
}

class SurveyRank extends HTMLElement {
  connectedCallback() {
    for (const row of this.children) {
      const name = row.querySelector('span').textContent.trim();
      const buttons = document.createElement('span');
      buttons.className = 'rank-moves';
      for (const [by, word, sign] of [[-1, this.dataset.up, '↑'], [1, this.dataset.down, '↓']]) {
        const button = document.createElement('button');
        button.type = 'button';
        button.className = 'btn is-quiet is-small';
        button.textContent = sign;
        button.setAttribute('aria-label', `${sign} ${word} ${name}`);
        button.addEventListener('click', () => this.move(row, by, button));
        buttons.append(button);
      }
      row.append(buttons);
    }
    this.addEventListener('change', () => this.sort());
  }

  number() {
    [...this.children].forEach((row, i) => (row.querySelector('select').value = String(i + 1)));
    this.dispatchEvent(new Event('input', { bubbles: true }));
  }

  move(row, by, button) {
    const to = by < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (to) by < 0 ? to.before(row) : to.after(row);
    this.number();
    button.focus();
  }

  // Once every option has a rank of its own, they stand in that order.
  sort() {
    const rows = [...this.children];
    const rank = (row) => Number(row.querySelector('select').value);
    if (new Set(rows.map(rank)).size < rows.length || rows.some((row) => !rank(row))) return;
    const at = document.activeElement;
    this.append(...rows.sort((a, b) => rank(a) - rank(b)));
    at.focus();
  }
}

customElements.define('survey-answer', SurveyAnswer);
customElements.define('survey-rank', SurveyRank);
