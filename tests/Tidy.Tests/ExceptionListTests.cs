namespace Garita.Tidy.Tests;

public sealed class ExceptionListTests
{
    [Fact]
    public void Entry_covers_its_rule_in_its_file_only()
    {
        ExceptionList list = ExceptionList.Parse("# comment\nnesting src/A.cs reads straight down\n");

        Assert.True(list.Covers("nesting", "src/A.cs"));
        Assert.False(list.Covers("nesting", "src/B.cs"));
        Assert.False(list.Covers("sealed", "src/A.cs"));
    }

    [Fact]
    public void Entry_without_a_reason_is_refused() =>
        Assert.Throws<FormatException>(() => ExceptionList.Parse("nesting src/A.cs"));
}
