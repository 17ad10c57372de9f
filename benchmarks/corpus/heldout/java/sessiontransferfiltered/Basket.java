package shop.sessiontransferfiltered;

import java.util.List;

public record Basket(List<Integer> articles) {}
