// Thai has no spaces, and the search splits at spaces. The browser's own word breaker is put before it, the same for
// what is indexed and for what is typed. Browsers without one search as before, by the beginning of a run of letters.
if (window.Intl && Intl.Segmenter) {
  const words = new Intl.Segmenter("th", { granularity: "word" });
  const split = (text, by) =>
    text.replace(/[\u0e00-\u0e7f]+/g, (run) => [...words.segment(run)].map((part) => part.segment).join(by));
  const post = Worker.prototype.postMessage;
  const SETUP = 0, QUERY = 2;
  Worker.prototype.postMessage = function (message, ...rest) {
    if (message && message.type === SETUP && message.data && message.data.docs) {
      for (const page of message.data.docs) {
        page.title = split(page.title, "\u200b");
        page.text = split(page.text, "\u200b");
      }
    } else if (message && message.type === QUERY && typeof message.data === "string") {
      message = { ...message, data: split(message.data, " ") };
    }
    return post.call(this, message, ...rest);
  };
}
