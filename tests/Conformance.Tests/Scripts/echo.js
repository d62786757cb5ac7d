// A web server that tells what it got: method, path, length and SHA-256 of the body.
const http = require('http');
const crypto = require('crypto');

const server = http.createServer((request, response) => {
  const hash = crypto.createHash('sha256');
  let length = 0;
  request.on('data', piece => { length += piece.length; hash.update(piece); });
  request.on('end', () => {
    if (request.url === '/missing') response.statusCode = 404;
    const body = request.url === '/large' ? 'x'.repeat(1 << 20) : `${request.method} ${request.url} ${length} ${hash.digest('hex')}\n`;
    // Without a length Node sends chunks.
    if (request.url !== '/chunked') response.setHeader('Content-Length', body.length);
    response.end(body);
  });
});
server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
