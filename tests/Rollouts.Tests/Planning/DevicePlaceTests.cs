using Garita.Rollouts.Planning;

namespace Garita.Rollouts.Tests.Planning;

public sealed class DevicePlaceTests
{
    [Fact]
    public void Place_is_fixed_by_both_names()
    {
        Assert.Equal(DevicePlace.Of("a", "ABCD1234"), DevicePlace.Of("a", "ABCD1234"));
        Assert.NotEqual(DevicePlace.Of("a", "ABCD1234"), DevicePlace.Of("b", "ABCD1234"));
        Assert.NotEqual(DevicePlace.Of("a", "bc"), DevicePlace.Of("ab", "c"));
    }

    [Fact]
    public void Places_of_consecutive_ids_are_spread_evenly_and_differ_between_rollouts()
    {
        int[] first = new int[10];
        int both = 0;
        for (int i = 0; i < 100_000; i++)
        {
            double one = DevicePlace.Share(DevicePlace.Of("one", $"{i:X8}"));
            double other = DevicePlace.Share(DevicePlace.Of("two", $"{i:X8}"));
            first[Math.Min(9, (int)(one * 10))]++;
            both += one < 0.1 && other < 0.1 ? 1 : 0;
        }

        // Five standard deviations about the expected count.
        Assert.All(first, count => Assert.InRange(count, 9500, 10_500));
        Assert.InRange(both, 843, 1157);
    }
}
