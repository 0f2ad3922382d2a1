import { connect } from 'node:net';
import type { ServerChannel } from 'ssh2';

/** Connects a forwarded channel (`ssh -J`, `-L`) to its destination. */
export function forward(address: string, port: number, accept: () => ServerChannel, reject: () => void): void {
  const socket = connect(port, address);
  socket.once('error', reject); // harmless after accept
  socket.once('connect', () => {
    socket.setNoDelay(true);
    const channel = accept();
    if (!channel) return void socket.destroy();
    channel.on('error', () => socket.destroy());
    channel.on('close', () => socket.destroy());
    socket.on('error', () => channel.close());
    socket.on('close', () => channel.close());
    channel.pipe(socket).pipe(channel);
  });
}
