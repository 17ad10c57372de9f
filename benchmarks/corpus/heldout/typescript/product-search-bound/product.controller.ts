import { Controller, Get, Query } from '@nestjs/common';
import { ProductService } from './product.service';

@Controller('products')
export class ProductController {
  constructor(private readonly products: ProductService) {}

  @Get('search')
  search(@Query('q') q: string, @Query('limit') limit = '20') {
    return this.products.search(q, Number(limit));
  }
}
