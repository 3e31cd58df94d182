// Sends only the questions and answers of the conversation with a new question, not the passages.
(question, stored, ...rest) => [
  question,
  (stored || []).map((text) => JSON.parse(text)).filter(({ reply }) => reply).map(({ question, reply }) => (
    { question, answer: reply.answer?.text || '', standalone_question: reply.standalone_question }
  )),
  ...rest.slice(0, 4),
]
