// Comfort for those who have scripts. Every page works without this file.

// After a refused form, the summary takes the focus, so that it is read first, also where the browser doesn't know autofocus there.
document.querySelector('.notice[autofocus]')?.focus();

// "Around me": asks for the position, then goes where the form would have gone, with lat and lon to about 100 m. Without an answer, a line
// says to type a place. Without scripts, the button sends its form and the server says so.
for (const button of document.querySelectorAll('[data-near]')) {
  const say = (text) => (document.getElementById(button.dataset.near).textContent = text);
  button.addEventListener('click', (event) => {
    if (!navigator.geolocation) return;
    event.preventDefault();
    say(button.dataset.wait);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const to = new URL(button.form.action);
        for (const field of button.form.elements) if (field.type === 'hidden') to.searchParams.append(field.name, field.value);
        to.searchParams.set('lat', coords.latitude.toFixed(3));
        to.searchParams.set('lon', coords.longitude.toFixed(3));
        location.assign(to);
      },
      () => {
        say(button.dataset.failed);
        button.form.querySelector('[type=search]').focus();
      },
      { timeout: 10000, maximumAge: 600000 },
    );
  });
}

// What is meant for paper has a button for it, where scripts can open the browser's print.
for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => print());
}

// A paper form is keyed in without a mouse: Enter goes on to the next field, and from the last one to the button that keeps the sheet. Without
// scripts Enter asks the server, which does the same.
for (const form of document.querySelectorAll('[data-keyed]')) {
  const fields = [...form.querySelectorAll('input:not([type=hidden]), textarea')];
  form.addEventListener('keydown', (event) => {
    const at = fields.indexOf(event.target);
    if (event.key !== 'Enter' || event.shiftKey || at < 0) return;
    event.preventDefault();
    (fields[at + 1] ?? form.querySelector('[value=keep]')).focus();
  });
}
