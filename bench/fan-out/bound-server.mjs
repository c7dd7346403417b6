/**
 * The bound: no GraphQL at all. After the same handshake, whatever is posted to it has one prepared frame written to every socket. The
 * frame's text is told at the start; its length is that of the gateway's. With `FRAMES` so many of them go out in one write.
 */
import { createServer } from 'node:http';
import { Sender, WebSocketServer } from 'ws';

const text = process.env['FRAME_TEXT'] ?? '';
const frames = Number(process.env['FRAMES'] ?? 1);
const connections = new Set();
const sockets = new WebSocketServer({ noServer: true, clientTracking: false, perMessageDeflate: false });

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    const frame = Buffer.concat(
      Sender.frame(Buffer.from(text), { fin: true, opcode: 1, mask: false, readOnly: true, rsv1: false }),
    );
    const written = Buffer.concat(Array.from({ length: frames }, () => frame));
    for (const connection of connections) connection.write(written);
    response.end();
  });
});
server.on('upgrade', (request, connection, head) => {
  sockets.handleUpgrade(request, connection, head, (socket) => {
    socket.on('message', (data) => {
      const { type } = JSON.parse(/** @type {Buffer} */ (data).toString());
      if (type === 'connection_init') socket.send('{"type":"connection_ack"}');
      if (type === 'subscribe') connections.add(connection);
    });
    socket.on('close', () => connections.delete(connection));
  });
});
server.listen(0, '127.0.0.1', () => console.log(`listens at port ${server.address().port}`));
