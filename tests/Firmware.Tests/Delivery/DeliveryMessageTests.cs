using System.Formats.Cbor;
using Garita.Firmware.Delivery;
using Garita.TestKit;

namespace Garita.Firmware.Tests.Delivery;

public sealed class DeliveryMessageTests
{
    public static TheoryData<string> Sorts => [.. Messages.All.Keys];

    [Theory]
    [MemberData(nameof(Sorts))]
    public void Message_reads_back_as_it_was_written(string sort)
    {
        byte[] message = Messages.All[sort];
        Assert.Equal(DeliveryRefusal.None, Messages.Read(sort, message, out byte[]? again));
        Assert.Equal(message, again);
    }

    [Theory]
    [MemberData(nameof(Sorts))]
    public void Every_cut_and_every_byte_more_is_refused(string sort)
    {
        byte[] message = Messages.All[sort];
        for (int length = 0; length < message.Length; length++)
        {
            Assert.NotEqual(DeliveryRefusal.None, Messages.Read(sort, message[..length], out _));
        }

        Assert.Equal(DeliveryRefusal.Malformed, Messages.Read(sort, [.. message, 0], out _));
    }

    [Theory]
    [MemberData(nameof(Sorts))]
    public void Every_member_is_required_or_optional_as_the_page_says(string sort)
    {
        long[] optional = sort switch
        {
            "offer" => [4, 5, 6, 8],
            "status" => [5, 6, 7, 8, 9],
            _ => [],
        };
        List<(long Key, byte[] Value)> members = Members(Messages.All[sort]);
        foreach ((long key, _) in members)
        {
            byte[] without = Map([.. members.Where(m => m.Key != key)]);
            DeliveryRefusal expected = optional.Contains(key) ? DeliveryRefusal.None : DeliveryRefusal.MissingMember;
            Assert.Equal(expected, Messages.Read(sort, without, out _));
        }
    }

    [Theory]
    [MemberData(nameof(Sorts))]
    public void Unknown_repeated_and_disordered_members_are_refused(string sort)
    {
        List<(long Key, byte[] Value)> members = Members(Messages.All[sort]);
        Assert.Equal(
            DeliveryRefusal.UnknownMember, Messages.Read(sort, Map([.. members, (23, [0x01])]), out _));
        Assert.Equal(
            DeliveryRefusal.Malformed, Messages.Read(sort, Map([.. members, members[^1]]), out _));
        Assert.Equal(
            DeliveryRefusal.Malformed, Messages.Read(sort, Map([.. members.AsEnumerable().Reverse()]), out _));
    }

    [Theory]
    [MemberData(nameof(Sorts))]
    public void Every_value_of_another_kind_is_refused(string sort)
    {
        List<(long Key, byte[] Value)> members = Members(Messages.All[sort]);
        for (int i = 0; i < members.Count; i++)
        {
            foreach (byte[] other in (byte[][])[[0xF6], [0x20], [0xA0], [0xC0, 0x00], [0xFB, 0, 0, 0, 0, 0, 0, 0, 0]])
            {
                List<(long, byte[])> changed = [.. members];
                changed[i] = (members[i].Key, other);
                Assert.NotEqual(DeliveryRefusal.None, Messages.Read(sort, Map(changed), out _));
            }
        }
    }

    [Theory]
    [InlineData("offer", DeliveryLimits.MaxOffer)]
    [InlineData("status", DeliveryLimits.MaxSmallMessage)]
    [InlineData("wanted", DeliveryLimits.MaxSmallMessage)]
    [InlineData("packet", DeliveryLimits.MaxPacket)]
    [InlineData("answer", DeliveryLimits.MaxAnswer)]
    public void Longer_than_it_may_be_is_refused_before_it_is_read(string sort, int most)
    {
        Assert.Equal(DeliveryRefusal.TooLong, Messages.Read(sort, new byte[most + 1], out _));
        Assert.Equal(DeliveryRefusal.Malformed, Messages.Read(sort, new byte[most], out _));
    }

    [Theory]
    [MemberData(nameof(Sorts))]
    public void Changed_bytes_never_throw_and_read_only_as_what_is_written_so(string sort)
    {
        ByteMutator mutator = new(4711, [Messages.All[sort]]);
        int read = 0;
        for (int run = 0; run < 20_000; run++)
        {
            byte[] changed = mutator.Next();
            if (Messages.Read(sort, changed, out byte[]? again) == DeliveryRefusal.None)
            {
                Assert.Equal(changed, again);
                read++;
            }
        }

        Assert.InRange(read, 1, 19_999);
    }

    private static List<(long Key, byte[] Value)> Members(byte[] message)
    {
        CborReader reader = new(message, CborConformanceMode.Canonical);
        List<(long, byte[])> members = [];
        for (int? left = reader.ReadStartMap(); left > 0; left--)
        {
            long key = reader.ReadInt64();
            members.Add((key, reader.ReadEncodedValue().ToArray()));
        }

        return members;
    }

    // Whatever the order and however often a key is there: the writers of this program would not.
    private static byte[] Map(List<(long Key, byte[] Value)> members) =>
        [(byte)(0xA0 + members.Count), .. members.SelectMany(m => (byte[])[(byte)m.Key, .. m.Value])];
}
