using Garita.Contracts.Bootstrap;
using Garita.Enrollment.Registrations;
using Garita.Enrollment.Sessions;
using Garita.Server.Storage;

namespace Garita.Server.Bootstrap.Storage;

/// <summary>How the closed sets of bootstrap are spelled in the database.</summary>
internal static class BootstrapWords
{
    public static string Of(DeviceLiving living) => living switch
    {
        DeviceLiving.Certificate => "certificate",
        DeviceLiving.Tokens => "tokens",
    };

    public static string Of(SessionEnd end) => end switch
    {
        SessionEnd.None => "no",
        SessionEnd.LoggedOut => "logged-out",
        SessionEnd.Reused => "reused",
        SessionEnd.Enrolled => "enrolled",
        SessionEnd.Superseded => "superseded",
        SessionEnd.DeviceDisabled => "device-disabled",
    };

    /// <summary>Bytes that may be missing. Even a null literal turns into empty memory, which is not missing.</summary>
    public static ReadOnlyMemory<byte>? Bytes(byte[]? column) =>
        column is null ? default(ReadOnlyMemory<byte>?) : new ReadOnlyMemory<byte>(column);

    public static SecondFactor Factor(string word) =>
        Enum.GetValues<SecondFactor>().Cast<SecondFactor?>()
            .FirstOrDefault(factor => SecondFactorWord.Word(factor!.Value) == word)
        ?? throw Unknown(word);

    public static DeviceLiving Living(string word) =>
        Enum.GetValues<DeviceLiving>().Cast<DeviceLiving?>().FirstOrDefault(l => Of(l!.Value) == word)
        ?? throw Unknown(word);

    public static SessionEnd End(string word) =>
        Enum.GetValues<SessionEnd>().Cast<SessionEnd?>().FirstOrDefault(e => Of(e!.Value) == word)
        ?? throw Unknown(word);

    private static StorageException Unknown(string word) =>
        new(StorageFault.Damaged, $"the database holds '{word}', which this program never writes");
}
