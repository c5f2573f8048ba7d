namespace Garita.Server.Hosting;

/// <summary>Why the server did not start; a closed set.</summary>
public enum StartupFault
{
    /// <summary>There is no vault in the data directory: <c>garita init</c> was not run.</summary>
    NotInitialised,

    /// <summary>There is a vault in the data directory already, or something that is not ours.</summary>
    NotEmpty,

    /// <summary>Another process uses the data directory.</summary>
    Busy,

    /// <summary>The issuing keys are encrypted, and no secret, or a wrong one, was given.</summary>
    Locked,

    /// <summary>A value that someone gave is wrong: a name, a passphrase.</summary>
    BadInput,

    /// <summary>The clock stands before the authorities' validity.</summary>
    Clock,

    /// <summary>The policy has a mistake.</summary>
    Policy,

    /// <summary>A port cannot be had.</summary>
    Port,

    /// <summary>
    /// The data directory or a file in it cannot be read or written, is full, damaged, or newer than this program.
    /// </summary>
    Storage,
}
