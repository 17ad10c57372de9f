package shop.customersearchbound;

public record CustomerFilter(String city, int page) {
    static final int SIZE = 25;

    int offset() {
        return page * SIZE;
    }
}
