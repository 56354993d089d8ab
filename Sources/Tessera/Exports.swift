@_exported public import TesseraExchange
@_exported public import TesseraFormats
@_exported public import struct TesseraKernel.AccessDirection
#if GBM
@_exported public import struct TesseraKernel.GBMUsage
#endif
@_exported public import struct TesseraKernel.OwnedFileDescriptor
@_exported public import struct TesseraKernel.SystemCallError
@_exported public import TesseraNegotiation
