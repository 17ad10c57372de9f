import { Body, Controller, Post } from '@nestjs/common';
import { VideoService } from './video.service';

class ThumbnailRequest {
  video: string;
  at: string;
}

@Controller('videos')
export class VideoController {
  constructor(private readonly videos: VideoService) {}

  @Post('thumbnail')
  thumbnail(@Body() request: ThumbnailRequest) {
    return this.videos.thumbnail(request.video, request.at);
  }
}
