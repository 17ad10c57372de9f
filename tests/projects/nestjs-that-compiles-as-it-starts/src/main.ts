import { NestFactory } from '@nestjs/core'
NestFactory.create({} as any).then((a) => a.listen(3000))
