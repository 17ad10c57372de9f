import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Product } from './product.entity';

@Injectable()
export class ProductService {
  constructor(@InjectRepository(Product) private readonly repository: Repository<Product>) {}

  async search(words: string, limit: number): Promise<Product[]> {
    return this.repository
      .createQueryBuilder('product')
      .where('product.name ILIKE :pattern', { pattern: `%${words}%` })
      .andWhere('product.hidden = :hidden', { hidden: false })
      .take(limit)
      .getMany();
  }
}
