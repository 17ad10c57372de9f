import { Injectable } from '@nestjs/common';
import { execFile } from 'child_process';
import { promisify } from 'util';

const run = promisify(execFile);

@Injectable()
export class VideoService {
  async thumbnail(id: string, at: string): Promise<{ path: string }> {
    const path = `/tmp/thumbnails/${Date.now()}.jpg`;
    const second = Number.parseFloat(at);
    await run('ffmpeg', ['-ss', String(second), '-i', `/data/videos/${encodeURIComponent(id)}.mp4`, '-frames:v', '1', path]);
    return { path };
  }
}
