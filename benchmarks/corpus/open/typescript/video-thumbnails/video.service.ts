import { Injectable } from '@nestjs/common';
import { exec } from 'child_process';
import { promisify } from 'util';

const run = promisify(exec);

@Injectable()
export class VideoService {
  async thumbnail(id: string, at: string): Promise<{ path: string }> {
    const path = `/tmp/thumbnails/${Date.now()}.jpg`;
    await run(`ffmpeg -ss ${at} -i /data/videos/${encodeURIComponent(id)}.mp4 -frames:v 1 ${path}`);
    return { path };
  }
}
