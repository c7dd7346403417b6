/**
 * The bound: no GraphQL and no viewers. Whatever is posted to it is parsed as JSON, and the answer, which lies in memory as objects, is
 * made a text and sent. The answer is told at the start.
 */
import { createServer } from 'node:http';

const answer = JSON.parse(process.env['ANSWER_TEXT'] ?? '{}');

const server = createServer((request, response) => {
  const chunks = /** @type {Buffer[]} */ ([]);
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    JSON.parse(Buffer.concat(chunks).toString());
    const body = JSON.stringify(answer);
    response.writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  });
});
server.listen(0, '127.0.0.1', () => console.log(`listens at port ${server.address().port}`));
