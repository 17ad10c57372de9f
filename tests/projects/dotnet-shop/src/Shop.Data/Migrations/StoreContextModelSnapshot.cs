partial class StoreContextModelSnapshot { }
